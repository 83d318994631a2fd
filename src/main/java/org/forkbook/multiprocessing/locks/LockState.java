package org.forkbook.multiprocessing.locks;

import org.forkbook.service.Deadline;

/** A lock's state, as a process that uses the lock changes it. The process's own threads have been kept apart before. */
interface LockState {

    /** Takes the lock for this process if it is free. */
    boolean tryTake();

    /** Takes the lock for this process, waiting until it is granted; false if the deadline passes first. */
    boolean take(Deadline deadline) throws InterruptedException;

    /** Releases the lock; false if this process doesn't hold it: the broker takes it from one it considers dead. */
    boolean release();

    /** Whether any process holds it. */
    boolean isHeld();

    /** For a new holder: the process that died while it held the lock; 0 if none did. */
    long takeAbandonedBy();
}
