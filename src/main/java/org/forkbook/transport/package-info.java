/**
 * Framed messages on a socket between two processes, the private sockets that accept connections, and files that end
 * with their process.
 */
@NullMarked
package org.forkbook.transport;

import org.jspecify.annotations.NullMarked;
