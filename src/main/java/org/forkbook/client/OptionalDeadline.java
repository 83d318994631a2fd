package org.forkbook.client;

import java.time.Duration;

/** Deadline, or none. */
final class OptionalDeadline {

    /** No limit. */
    static final OptionalDeadline NEVER = new OptionalDeadline(0, false);

    private final long nanoTime;
    private final boolean limited;

    private OptionalDeadline(long nanoTime, boolean limited) {
        this.nanoTime = nanoTime;
        this.limited = limited;
    }

    /** The deadline after the given time. */
    static OptionalDeadline in(Duration time) {
        return new OptionalDeadline(System.nanoTime() + time.toNanos(), true);
    }

    /** The earlier of this deadline and another one after the given time. */
    OptionalDeadline orIn(Duration time) {
        var other = in(time);
        return limited && nanoTime - other.nanoTime < 0 ? this : other;
    }

    boolean isPast() {
        return limited && System.nanoTime() - nanoTime >= 0;
    }

    /** The timeout for a poller: milliseconds, -1 for no limit. */
    long pollMillis() {
        if (!limited) {
            return -1;
        }
        long left = nanoTime - System.nanoTime();
        return left <= 0 ? 0 : Math.max(1, Duration.ofNanos(left).toMillis());
    }
}
