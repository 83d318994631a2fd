package org.forkbook.checks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gate that the text of workers has to pass: it opens when so many of them have been started, or by force, after a while.
 * A worker has ended only when its text has arrived; so as long as the gate is shut, none of those that print ends.
 */
final class StartLatch {

    private static final long PATIENCE_SECONDS = 5;

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

    /** A worker is being started. */
    void starts() {
        started.incrementAndGet();
        missing.countDown();
    }

    /** Waits until the gate is open. */
    void pass() {
        if (forced) {
            return;
        }
        try {
            forced |= !missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            forced = true;
            Thread.currentThread().interrupt();
        }
    }

    int started() {
        return started.get();
    }

    /** Whether it was opened before all were there. */
    boolean wasForced() {
        return forced;
    }
}
