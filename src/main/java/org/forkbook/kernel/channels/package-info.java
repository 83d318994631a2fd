/**
 * The five ZeroMQ sockets of a kernel, and the threads that serve them. Start with {@code SocketThread}: why only one
 * thread touches a socket, and how the others reach it.
 */
@NullMarked
package org.forkbook.kernel.channels;

import org.jspecify.annotations.NullMarked;
