package org.forkbook.multiprocessing.locks;

import org.forkbook.service.Deadline;

/** A semaphore's permits, as a process that uses the semaphore changes them. */
interface SemaphoreState {

    /** Takes permits if there are enough; it may overtake waiting threads. */
    boolean tryTake(int permits);

    /** Takes permits, waiting until there are enough; false if the deadline passes first. */
    boolean take(int permits, Deadline deadline) throws InterruptedException;

    /**
     * Adds permits.
     *
     * @throws IllegalStateException if there would be more than the limit
     */
    void add(int permits, int limit);

    /** How many there are now. */
    int permits();
}
