/**
 * The broker: the one place in a process where other processes wait for what it made. Locks, events, queues and pipes are
 * kept here by their creator; it sees the death of everyone who uses them by the end of a socket.
 *
 * <pre>
 *   face (multiprocessing)                        face in another process
 *      |  shared word: compare-and-set               |  shared word: the same bytes
 *      |  else: ask                                  |  else: ask, over a Unix domain socket
 *      v                                             v
 *   LocalWay ----------------> Broker &lt;----------- Session &lt;==== RemoteWay
 *                              one lock,
 *                              Resources by number
 * </pre>
 *
 * <p>What is uncontended never comes here: it is a compare-and-set on a {@link org.forkbook.shm.CacheLine}. The broker has one
 * thread, and only while its address is known to others; it never waits for anybody, so that no process that is stopped or
 * slow can hold up the rest.
 *
 * <p>Start reading at {@link org.forkbook.broker.Broker}, then {@link org.forkbook.broker.SharedResource}.
 */
@NullMarked
package org.forkbook.broker;

import org.jspecify.annotations.NullMarked;
