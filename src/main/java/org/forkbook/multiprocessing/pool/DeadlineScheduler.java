package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/** The one thread that watches the clock for all pools, and ends processes for them; it exists once a pool needs it. */
final class DeadlineScheduler {
    private static final FailureHandler FAILURES = FailureHandler.logging("A pool's timer");

    private static final ScheduledThreadPoolExecutor CLOCK =
            new ScheduledThreadPoolExecutor(1, body -> ServiceThread.forTask("forkbook-timer", body, FAILURES));

    static {
        CLOCK.setRemoveOnCancelPolicy(true); // A timer that isn't needed any more doesn't hold on to its task.
    }

    private DeadlineScheduler() {}

    /** Does something short after a time; one that is too long to count never comes. */
    static Future<?> after(Duration delay, Runnable action) {
        return CLOCK.schedule(ServiceThread.guarded(action, FAILURES), Durations.nanos(delay), TimeUnit.NANOSECONDS);
    }

    /** Does something short soon, on a thread on which it may wait. */
    static void soon(Runnable action) {
        CLOCK.execute(ServiceThread.guarded(action, FAILURES));
    }
}
