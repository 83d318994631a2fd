package org.forkbook.kernel;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/** Timer that flushes what cells have printed shortly after they did; it is idle while nothing is printed. */
final class FlushTimer implements AutoCloseable {

    private static final long DELAY_MILLIS = 20;

    private final FailureHandler failures = FailureHandler.logging("The flush of a cell's output");
    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, task -> ServiceThread.forTask("forkbook-flush", task, failures));

    FlushTimer() {
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // A closing kernel flushes by itself, so late schedules are dropped.
        executor.setRejectedExecutionHandler((task, pool) -> {});
        executor.prestartCoreThread(); // Once something is printed, the system may have no thread left.
    }

    void soon(Runnable flush) {
        Future<?> unused =
                executor.schedule(ServiceThread.guarded(flush, failures), DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
