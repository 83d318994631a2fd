/**
 * Locks, conditions, semaphores, barriers and events between processes, after {@link java.util.concurrent.locks} and Python's
 * {@code multiprocessing}. The state of each is a word in shared memory; the broker of the process that made it is asked only
 * by who has to wait, as with a futex.
 */
@NullMarked
package org.forkbook.multiprocessing.locks;

import org.jspecify.annotations.NullMarked;
