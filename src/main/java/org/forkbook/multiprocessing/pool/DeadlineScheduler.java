package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/**
 * The timer that all pools of this process share: it enforces time limits and kills workers. Its one thread starts
 * with the first pool, and then stays: once a worker has to be killed, the system may have no thread left, and an
 * executor that fails to start its first thread can keep an action that another thread has queued meanwhile, without
 * ever running it.
 */
final class DeadlineScheduler {
    private static final FailureHandler FAILURES = FailureHandler.logging("A pool's timer");

    private static final ScheduledThreadPoolExecutor CLOCK =
            new ScheduledThreadPoolExecutor(1, body -> ServiceThread.forTask("forkbook-timer", body, FAILURES));

    static {
        CLOCK.setRemoveOnCancelPolicy(true); // A cancelled timer must not keep its task alive.
    }

    private DeadlineScheduler() {}

    /**
     * Starts the thread, unless it is running; called before anything is scheduled.
     *
     * @throws OutOfMemoryError if the system gives this process no more threads
     */
    static synchronized void start() {
        CLOCK.prestartCoreThread();
    }

    /** Runs a short action after a delay; a delay that is too long to count never ends. */
    static Future<?> after(Duration delay, Runnable action) {
        return CLOCK.schedule(ServiceThread.guarded(action, FAILURES), Durations.nanos(delay), TimeUnit.NANOSECONDS);
    }

    /** Runs a short action soon, on a thread on which it may block. */
    static void soon(Runnable action) {
        CLOCK.execute(ServiceThread.guarded(action, FAILURES));
    }
}
