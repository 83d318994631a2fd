package org.forkbook.multiprocessing.pool;

import org.forkbook.multiprocessing.WorkerDiedException;

/** What a pool does with a task whose worker process dies under it. */
public enum OnWorkerDeath {
    /** The task fails with a {@link WorkerDiedException}; nothing runs twice. This is the default. */
    FAIL,
    /**
     * The task runs again in another worker, and is given up when three have died under it alone. Calls of a map that
     * were sent together run again together, in ever smaller groups. For tasks that do no harm when they run twice.
     */
    RETRY
}
