/**
 * The five ZeroMQ sockets of a kernel and their threads. Start with {@code SocketThread}: it explains why only one
 * thread touches a socket, and how the others reach it.
 */
@NullMarked
package org.forkbook.kernel.channels;

import org.jspecify.annotations.NullMarked;
