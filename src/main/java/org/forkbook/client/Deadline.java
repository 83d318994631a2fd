package org.forkbook.client;

import java.time.Duration;

/** A moment by which something must have happened, or none. */
final class Deadline {

    /** No limit. */
    static final Deadline NEVER = new Deadline(0, false);

    private final long nanoTime;
    private final boolean limited;

    private Deadline(long nanoTime, boolean limited) {
        this.nanoTime = nanoTime;
        this.limited = limited;
    }

    /** So long from now. */
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos(), true);
    }

    /** The earlier of this moment and another one, so long from now. */
    Deadline orIn(Duration time) {
        var other = in(time);
        return limited && nanoTime - other.nanoTime < 0 ? this : other;
    }

    boolean isPast() {
        return limited && System.nanoTime() - nanoTime >= 0;
    }

    /** How long a poller may wait, in its own terms: milliseconds, -1 for ever. */
    long pollMillis() {
        if (!limited) {
            return -1;
        }
        long left = nanoTime - System.nanoTime();
        return left <= 0 ? 0 : Math.max(1, Duration.ofNanos(left).toMillis());
    }
}
