package org.forkbook.checks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gate that the text of workers has to pass: it opens when so many of them have been started, or by force, after a while.
 * A worker has ended only when its text has arrived; so as long as the gate is shut, none of those that print ends.
 */
final class Gate {

    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch missing;
    private final AtomicInteger started = new AtomicInteger();
    private volatile boolean forced;

    private Gate(int count) {
        this.missing = new CountDownLatch(count);
    }

    static Gate of(int count) {
        return new Gate(count);
    }

    static Gate open() {
        return new Gate(0);
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
