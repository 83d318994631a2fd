package org.forkbook.checks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Latch that holds back the text of workers until a given number of them have been started, or until a timeout. A
 * worker has ended only when its text has arrived; so as long as the latch is closed, no worker that prints ends.
 */
final class StartLatch {

    private static final long TIMEOUT_SECONDS = 5;

    private final CountDownLatch missing;
    private final AtomicInteger started = new AtomicInteger();
    private volatile boolean forced;

    private StartLatch(int count) {
        this.missing = new CountDownLatch(count);
    }

    static StartLatch of(int count) {
        return new StartLatch(count);
    }

    static StartLatch open() {
        return new StartLatch(0);
    }

    /** Counts a worker that is being started. */
    void starts() {
        started.incrementAndGet();
        missing.countDown();
    }

    /** Waits until the latch is open. */
    void pass() {
        if (forced) {
            return;
        }
        try {
            forced |= !missing.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            forced = true;
            Thread.currentThread().interrupt();
        }
    }

    int started() {
        return started.get();
    }

    /** Whether the timeout opened it before all were started. */
    boolean wasForced() {
        return forced;
    }
}
