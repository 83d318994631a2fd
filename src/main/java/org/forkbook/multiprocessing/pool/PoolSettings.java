package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool was told when it was made, as far as its dispatcher cares.
 *
 * @param name the pool's name
 * @param maxTasksPerWorker after so many tasks a worker is replaced; 0 for never
 * @param taskTimeout how long a task may take; null for any time
 * @param onWorkerDeath what becomes of a task whose worker dies
 */
record PoolSettings(
        String name, int maxTasksPerWorker, @Nullable Duration taskTimeout, OnWorkerDeath onWorkerDeath) {}
