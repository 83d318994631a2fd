package org.forkbook.broker;

import java.time.Duration;

/** A moment until which somebody waits. */
public final class Deadline {

    /** The moment that never comes. */
    public static final Deadline NEVER = new Deadline(false, 0);

    private final boolean comes;
    private final long nanoTime;

    private Deadline(boolean comes, long nanoTime) {
        this.comes = comes;
        this.nanoTime = nanoTime;
    }

    /** The moment after a time; now, if the time is negative. */
    public static Deadline in(Duration time) {
        // Half of what nanoTime can tell apart: 146 years.
        var longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return time.compareTo(longest) >= 0 ? NEVER : inNanos(time.isNegative() ? 0 : time.toNanos());
    }

    /** The moment after some nanoseconds. */
    public static Deadline inNanos(long nanos) {
        return nanos >= Long.MAX_VALUE / 2 ? NEVER : new Deadline(true, System.nanoTime() + Math.max(nanos, 0));
    }

    /** The nanoseconds until then, not below zero. */
    public long nanosLeft() {
        return comes ? Math.max(nanoTime - System.nanoTime(), 0) : Long.MAX_VALUE;
    }

    /** Whether it has come. */
    public boolean isOver() {
        return comes && nanosLeft() == 0;
    }

    /** What is left, for methods that wait for milliseconds and mean for ever by zero. */
    long millisLeft() {
        return comes ? Math.max((nanosLeft() + 999_999) / 1_000_000, 1) : 0;
    }
}
