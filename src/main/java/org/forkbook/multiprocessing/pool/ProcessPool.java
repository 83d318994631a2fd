package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.LaunchSettings;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.multiprocessing.internal.Hints;
import org.forkbook.worker.launch.WorkerOptions;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Pool} whose workers are processes.
 *
 * <p>All workers start with the pool, in parallel and while the program goes on; a task is run by the first that is
 * ready. A worker that dies is replaced, and so is one that has been sent a thousand classes since its first task, as
 * in a notebook whose cells declare a class anew again and again. Close the pool when it isn't needed any more: that
 * leaves nothing behind. An unreachable pool without running tasks ends when the garbage collector finds it, which
 * may be late. Processes that tasks have started end with their worker.
 *
 * <p>A task works on copies of what it captures. So a {@link java.util.Random} that it captures has the same state in
 * each call, and gives several workers the same numbers: make one inside the task, with a seed of its own, or take
 * {@link java.util.concurrent.ThreadLocalRandom#current()}.
 *
 * <pre>{@code
 * int square(int task) { return task * task; }
 *
 * try (var pool = new ProcessPool()) {
 *     System.out.println(pool.map(task -> square(task), List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 */
public final class ProcessPool extends AbstractPool {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A pool of as many workers as there are processors. */
    public ProcessPool() {
        this(builder());
    }

    /** A pool of {@code size} workers. */
    public ProcessPool(int size) {
        this(builder().size(size));
    }

    private ProcessPool(Builder settings) {
        super(create(settings));
        open();
    }

    private ProcessPool(PoolScheduler scheduler) {
        super(scheduler);
    }

    private static PoolScheduler create(Builder settings) {
        var name = settings.name == null ? "ProcessPool-" + NUMBER.incrementAndGet() : settings.name;
        var launch = settings.launch(name);
        var initializer =
                settings.initializer == null ? null : Capsules.writer().packTask(settings.initializer);
        var output = Frontend.current().output();
        var scope = Frontend.current().scope();
        return new PoolScheduler(
                name,
                settings.size,
                settings.taskTimeout,
                settings.onWorkerDeath,
                settings.maxTasksPerWorker,
                (own, worker) -> new ProcessWorker(own, launch.called(worker), initializer, output, scope));
    }

    @Override
    AbstractPool borrowed() {
        return new ProcessPool(scheduler());
    }

    /** A builder for a pool with other settings than the default ones. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    void prepare(TaskSubmission submission) {
        var capsule = Capsules.writer().packTask(submission.target, !submission.awaited);
        submission.capsule = capsule;
        if (capsule.holdsRandom()) {
            Hints.once(
                    Frontend.current(),
                    submission.output,
                    "random",
                    "a task has captured a java.util.Random. Each call works on a copy of its current state, so several"
                            + " workers get the same numbers. Create one inside the task, with its own seed, such as"
                            + " new Random(seed + n), or use ThreadLocalRandom.current().");
        }
    }

    /** A builder of process pools. */
    public static final class Builder extends LaunchSettings<Builder> {
        private int size = WorkerProcess.cpuCount();
        private @Nullable String name;
        private @Nullable Runnable initializer;
        private int maxTasksPerWorker;
        private @Nullable Duration taskTimeout;
        private OnWorkerDeath onWorkerDeath = OnWorkerDeath.FAIL;

        private Builder() {}

        /** The number of workers; by default the number of processors. */
        public Builder size(int workers) {
            if (workers <= 0) {
                throw new IllegalArgumentException("a pool's size must be positive, got " + workers);
            }
            size = workers;
            return this;
        }

        /** The pool's name, with which its workers' names begin. */
        public Builder name(String poolName) {
            name = Objects.requireNonNull(poolName, "name");
            return this;
        }

        /**
         * A task that each worker runs before its first one; notebook variables that it assigns keep their values
         * there.
         */
        public Builder initializer(RemoteRunnable task) {
            return initializer((Runnable) task);
        }

        /**
         * A task that each worker runs before its first one; notebook variables that it assigns keep their values
         * there.
         */
        public Builder initializer(Runnable task) {
            initializer = Objects.requireNonNull(task, "initializer");
            return this;
        }

        /** Replaces a worker when it has completed this many tasks: a remedy for tasks that leak. */
        public Builder maxTasksPerWorker(int tasks) {
            if (tasks <= 0) {
                throw new IllegalArgumentException("maxTasksPerWorker must be positive, got " + tasks);
            }
            maxTasksPerWorker = tasks;
            return this;
        }

        /** The time limit of a task; one that takes longer fails with a {@link TaskTimeoutException}. */
        public Builder taskTimeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("taskTimeout must be positive, got " + Units.seconds(timeout));
            }
            taskTimeout = timeout;
            return this;
        }

        /** The policy for a task whose worker dies. */
        public Builder onWorkerDeath(OnWorkerDeath choice) {
            onWorkerDeath = Objects.requireNonNull(choice, "onWorkerDeath");
            return this;
        }

        private WorkerOptions launch(String poolName) {
            return options(poolName);
        }

        /** Starts the pool. */
        public ProcessPool build() {
            return new ProcessPool(this);
        }
    }
}
