/**
 * Locks, conditions, semaphores, barriers and events between processes, after {@link java.util.concurrent.locks} and
 * Python's {@code multiprocessing}. The state of most of them is a word in shared memory; as with a futex, the broker
 * of the creator's process is involved only when a thread has to wait.
 */
@NullMarked
package org.forkbook.multiprocessing.locks;

import org.jspecify.annotations.NullMarked;
