package org.forkbook.multiprocessing.pool;

import java.time.Duration;

/**
 * The size of a pool: how many workers it has at least and at most, and after which time without a task it gives up
 * those above the minimum.
 */
record PoolSize(int least, int most, Duration idleTimeout) {

    /** A pool that always has as many workers. */
    static PoolSize fixed(int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a pool's size must be positive, got " + size);
        }
        return new PoolSize(size, size, Duration.ZERO);
    }

    /** Whether the number of workers follows the work. */
    boolean isElastic() {
        return most > least;
    }

    @Override
    public String toString() {
        return isElastic() ? least + " to " + most + " workers" : least == 1 ? "1 worker" : least + " workers";
    }
}
