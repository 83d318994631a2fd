/** Framed messages on a socket between two processes, and the private sockets that accept connections. */
@NullMarked
package org.forkbook.transport;

import org.jspecify.annotations.NullMarked;
