package org.forkbook.multiprocessing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool whose workers are threads of this process: the same tasks, called the same way, for comparison with a {@link
 * ProcessPool}.
 *
 * <p>Nothing is copied: a task works on the caller's own objects. Ending a task can only mean to interrupt its thread.
 *
 * <pre>{@code
 * try (var pool = new ThreadPool(4)) {
 *     System.out.println(pool.map(x -> x * x, List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 */
public final class ThreadPool extends AbstractPool {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Dispatcher dispatcher;
    private final String name = "ThreadPool-" + NUMBER.incrementAndGet();
    private final AtomicInteger workers = new AtomicInteger();

    /** A pool of as many threads as there are processors. */
    public ThreadPool() {
        this(WorkerProcess.cpuCount());
    }

    /** A pool of {@code size} threads. */
    public ThreadPool(int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a pool's size must be positive, got " + size);
        }
        dispatcher = new Dispatcher(size, new PoolSettings(name, 0, null, OnWorkerDeath.FAIL), this::seat);
        dispatcher.open();
    }

    private Seat seat(Dispatcher.Slot slot) {
        return new ThreadSeat(dispatcher, slot, name + "-worker-" + workers.incrementAndGet());
    }

    @Override
    Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    void prepare(Job job) {
        // A thread takes the function as it is.
    }

    @Override
    boolean limitsEachTask() {
        return false;
    }
}
