package org.forkbook.multiprocessing.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.multiprocessing.WorkerProcess;

/**
 * A {@link Pool} whose workers are threads of this process, for comparing the same tasks with a {@link ProcessPool}.
 *
 * <p>An unreachable pool without running tasks ends its threads.
 *
 * <p>Nothing is copied: a task works on the caller's own objects. A task can only be ended by interrupting its
 * thread.
 *
 * <pre>{@code
 * try (var pool = new ThreadPool(4)) {
 *     System.out.println(pool.map(x -> x * x, List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 */
public final class ThreadPool extends AbstractPool {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A pool of as many threads as there are processors. */
    public ThreadPool() {
        this(WorkerProcess.cpuCount());
    }

    /** A pool of {@code size} threads. */
    public ThreadPool(int size) {
        super(create(size));
        open();
    }

    private ThreadPool(PoolScheduler scheduler) {
        super(scheduler);
    }

    private static PoolScheduler create(int size) {
        var fixed = PoolSize.fixed(size);
        var name = "ThreadPool-" + NUMBER.incrementAndGet();
        return new PoolScheduler(name, fixed, null, OnWorkerDeath.FAIL, 0, ThreadWorker::new);
    }

    @Override
    AbstractPool borrowed() {
        return new ThreadPool(scheduler());
    }
}
