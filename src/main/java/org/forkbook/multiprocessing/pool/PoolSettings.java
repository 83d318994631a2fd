package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool that its scheduler uses.
 *
 * @param name the pool's name
 * @param maxTasksPerWorker the number of tasks after which a worker is replaced; 0 for never
 * @param taskTimeout the time limit of a task; null for none
 * @param onWorkerDeath the policy for a task whose worker dies
 */
record PoolSettings(
        String name, int maxTasksPerWorker, @Nullable Duration taskTimeout, OnWorkerDeath onWorkerDeath) {}
