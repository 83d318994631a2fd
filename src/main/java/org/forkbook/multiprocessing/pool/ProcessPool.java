package org.forkbook.multiprocessing.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.worker.launch.WorkerOptions;

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
        var name = settings.name("ProcessPool-", NUMBER);
        var launch = settings.launch(name);
        var initializer = settings.packedInitializer(null);
        var output = Frontend.current().output();
        var scope = Frontend.current().scope();
        return settings.scheduler(
                name,
                settings.size,
                (own, worker) -> new ProcessWorker(own, launch.called(worker), initializer, output, scope, null, null));
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
        PackedTask.prepare(submission, null);
    }

    /** A builder of process pools. */
    public static final class Builder extends PoolSettings<Builder> {
        private PoolSize size = PoolSize.fixed(WorkerProcess.cpuCount());

        private Builder() {}

        /** The number of workers; by default the number of processors. */
        public Builder size(int workers) {
            size = PoolSize.fixed(workers);
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
