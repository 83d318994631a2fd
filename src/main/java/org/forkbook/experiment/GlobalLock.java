package org.forkbook.experiment;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.forkbook.chart.Units;
import org.jspecify.annotations.Nullable;

/**
 * Global lock for all threads that run some code, like CPython's interpreter lock: a thread computes while it holds the
 * lock, and releases it when others have waited for a switch interval, and while it waits for something outside.
 *
 * <pre>{@code
 * static final GlobalLock LOCK = new GlobalLock();
 *
 * long sum = LOCK.hold(() -> {
 *     long total = 0;
 *     for (int i = 0; i < 1_000_000; i++) {
 *         total += i;
 *         LOCK.checkpoint(); // where an interpreter would check between byte codes
 *     }
 *     return total;
 * });
 * }</pre>
 *
 * <p>Each process has its own, as each Python process has its own interpreter.
 */
public final class GlobalLock {
    private static final Duration PYTHONS_INTERVAL = Duration.ofMillis(5);

    private final long interval;
    private @Nullable Thread holder; // guarded by this, as the next
    private long turn;
    private volatile int waiting;
    private volatile long since;

    /** A lock with CPython's switch interval, five milliseconds. */
    public GlobalLock() {
        this(PYTHONS_INTERVAL);
    }

    /** A lock whose holder releases it when others have waited for so long. */
    public GlobalLock(Duration switchInterval) {
        if (switchInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "switchInterval must not be negative, got " + Units.seconds(switchInterval));
        }
        interval = switchInterval.toNanos();
    }

    /** Runs something while holding the lock. */
    public <R> R hold(Callable<R> code) throws Exception {
        acquire();
        try {
            return code.call();
        } finally {
            release();
        }
    }

    /** Runs something that waits, or needs no interpreter, without the lock; called by the holder, who gets it back. */
    public <R> R without(Callable<R> code) throws Exception {
        release();
        try {
            return code.call();
        } finally {
            acquire();
        }
    }

    /** Releases the lock to another thread if one has waited long enough, and waits to get it back. */
    public void checkpoint() throws InterruptedException {
        if (waiting > 0 && System.nanoTime() - since >= interval) {
            giveWay();
        }
    }

    private synchronized void giveWay() throws InterruptedException {
        long own = turn;
        release();
        while (waiting > 0 && turn == own) {
            // Until another thread has had it: otherwise this one would always be the first to take it again.
            wait();
        }
        acquire();
    }

    private synchronized void acquire() throws InterruptedException {
        waiting++;
        try {
            while (holder != null) {
                wait();
            }
        } finally {
            waiting--;
            notifyAll();
        }
        holder = Thread.currentThread();
        turn++;
        since = System.nanoTime();
    }

    private synchronized void release() {
        holder = null;
        notifyAll();
    }
}
