package org.forkbook.kernel;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock that sends what cells have printed shortly after they did; it sleeps while nobody prints. */
final class FlushTimer implements AutoCloseable {

    private static final long DELAY_MILLIS = 20;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        var thread = new Thread(task, "forkbook-flush");
        thread.setDaemon(true);
        return thread;
    });

    FlushTimer() {
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // A kernel that is closing flushes by itself: late schedules are dropped.
        executor.setRejectedExecutionHandler((task, pool) -> {});
    }

    void soon(Runnable flush) {
        Future<?> unused = executor.schedule(flush, DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
