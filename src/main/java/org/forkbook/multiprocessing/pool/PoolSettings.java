package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.LaunchSettings;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.Destination;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of {@linkplain ProcessPool.Builder process pools} and of {@linkplain ClusterPool.Builder cluster
 * pools} have in common.
 *
 * @param <B> the builder itself
 */
public abstract sealed class PoolSettings<B extends PoolSettings<B>> extends LaunchSettings<B>
        permits ProcessPool.Builder, ClusterPool.Builder {
    private @Nullable String name;
    private @Nullable Runnable initializer;
    private int maxTasksPerWorker;
    private @Nullable Duration taskTimeout;
    private OnWorkerDeath onWorkerDeath = OnWorkerDeath.FAIL;

    PoolSettings() {}

    /** The pool's name, with which its workers' names begin. */
    public final B name(String poolName) {
        name = Objects.requireNonNull(poolName, "name");
        return builder();
    }

    /**
     * A task that each worker runs before its first one; notebook variables that it assigns keep their values there.
     */
    public final B initializer(RemoteRunnable task) {
        return initializer((Runnable) task);
    }

    /**
     * A task that each worker runs before its first one; notebook variables that it assigns keep their values there.
     */
    public final B initializer(Runnable task) {
        initializer = Objects.requireNonNull(task, "initializer");
        return builder();
    }

    /** Replaces a worker when it has completed this many tasks: a remedy for tasks that leak. */
    public final B maxTasksPerWorker(int tasks) {
        if (tasks <= 0) {
            throw new IllegalArgumentException("maxTasksPerWorker must be positive, got " + tasks);
        }
        maxTasksPerWorker = tasks;
        return builder();
    }

    /** The time limit of a task; one that takes longer fails with a {@link TaskTimeoutException}. */
    public final B taskTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("taskTimeout must be positive, got " + Units.seconds(timeout));
        }
        taskTimeout = timeout;
        return builder();
    }

    /** The policy for a task whose worker dies. */
    public final B onWorkerDeath(OnWorkerDeath choice) {
        onWorkerDeath = Objects.requireNonNull(choice, "onWorkerDeath");
        return builder();
    }

    @SuppressWarnings("unchecked") // By the class's type parameter.
    private B builder() {
        return (B) this;
    }

    /** The pool's name; by default a prefix and a number. */
    final String name(String prefix, AtomicInteger number) {
        return name == null ? prefix + number.incrementAndGet() : name;
    }

    @Nullable
    final Capsule packedInitializer(@Nullable Destination destination) {
        return initializer == null ? null : Capsules.writer().to(destination).packTask(initializer);
    }

    final PoolScheduler scheduler(String poolName, PoolSize size, PoolWorker.Factory factory) {
        return new PoolScheduler(poolName, size, taskTimeout, onWorkerDeath, maxTasksPerWorker, factory);
    }
}
