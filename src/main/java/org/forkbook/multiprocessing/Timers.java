package org.forkbook.multiprocessing;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that watches the clock for all pools; it exists once a pool has a timeout. */
final class Timers {
    private static final ScheduledThreadPoolExecutor CLOCK = new ScheduledThreadPoolExecutor(1, body -> {
        var thread = new Thread(null, body, "forkbook-timer", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    static {
        CLOCK.setRemoveOnCancelPolicy(true); // A timer that isn't needed any more doesn't hold on to its task.
    }

    private Timers() {}

    /** Does something short after a time. */
    static Future<?> after(Duration delay, Runnable action) {
        return CLOCK.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
