/**
 * The five ZeroMQ sockets of a kernel, and the threads that serve them.
 */
@NullMarked
package org.forkbook.kernel.channels;

import org.jspecify.annotations.NullMarked;
