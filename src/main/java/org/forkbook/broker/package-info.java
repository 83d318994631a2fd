/**
 * The broker: a process's server for the locks, queues, events and pipes that it shares with other processes. The process
 * that creates such an object keeps its state here; it learns of the death of a user by the end of that user's socket.
 *
 * <pre>
 *   creator's process                              another process
 *
 *   ProcessLock, ProcessQueue, ...                 ProcessLock, ProcessQueue, ...
 *      |  uncontended: compare-and-set on a           |  uncontended: the same,
 *      |  cache line of shared memory                 |  on the same cache line
 *      |  else: call                                  |  else: call
 *      v                                              v
 *   InProcessClient                                RemoteClient
 *      |  under the broker's lock                     |
 *      v                                              |  Unix domain socket
 *   Broker &lt;--------------- ServerConnection &lt;========+
 *      one lock,            (accepted by
 *      SharedResources       BrokerAcceptor,
 *      by number             served by its thread)
 * </pre>
 *
 * <p>Uncontended operations never come here: they are a compare-and-set on a {@link org.forkbook.shm.CacheLine}. The broker has
 * one thread, and only once its address has been requested. Its sockets are non-blocking and it never waits for a peer, so a
 * process that is stopped or slow can't hold up the others. What it may wait for is the system: for shared memory and a file
 * descriptor when a client connects while these are short.
 *
 * <p>Start reading at {@link org.forkbook.broker.Broker}, then {@link org.forkbook.broker.SharedResource}.
 */
@NullMarked
package org.forkbook.broker;

import org.jspecify.annotations.NullMarked;
