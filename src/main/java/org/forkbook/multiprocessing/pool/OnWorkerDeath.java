package org.forkbook.multiprocessing.pool;

import org.forkbook.multiprocessing.WorkerDiedException;

/** The policy of a pool for a task whose worker process dies while running it. */
public enum OnWorkerDeath {
    /** The task fails with a {@link WorkerDiedException}; nothing runs twice. This is the default. */
    FAIL,
    /**
     * The task runs again in another worker, and fails when three workers have died while running it alone. Calls of
     * a map that were sent together run again in ever smaller groups. For idempotent tasks.
     */
    RETRY
}
