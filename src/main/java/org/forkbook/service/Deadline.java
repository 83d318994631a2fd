package org.forkbook.service;

import java.time.Duration;

/** A point in time at which a wait ends. */
public final class Deadline {

    /** The deadline that never comes. */
    public static final Deadline NEVER = new Deadline(false, 0);

    private final boolean comes;
    private final long nanoTime;

    private Deadline(boolean comes, long nanoTime) {
        this.comes = comes;
        this.nanoTime = nanoTime;
    }

    /** The deadline after a duration; now, if the duration is negative. */
    public static Deadline in(Duration time) {
        // Half the range of nanoTime: 146 years.
        var longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return time.compareTo(longest) >= 0 ? NEVER : inNanos(time.isNegative() ? 0 : time.toNanos());
    }

    /** The deadline after some nanoseconds. */
    public static Deadline inNanos(long nanos) {
        return nanos >= Long.MAX_VALUE / 2 ? NEVER : new Deadline(true, System.nanoTime() + Math.max(nanos, 0));
    }

    /** The nanoseconds that remain, not below zero. */
    public long nanosLeft() {
        return comes ? Math.max(nanoTime - System.nanoTime(), 0) : Long.MAX_VALUE;
    }

    /** Whether the deadline has passed. */
    public boolean isOver() {
        return comes && nanosLeft() == 0;
    }

    /** The milliseconds that remain, for methods to which zero means forever: at least 1, or 0 if it never comes. */
    public long millisLeft() {
        return comes ? Math.max(pollMillis(), 1) : 0;
    }

    /** The milliseconds that remain, rounded up, for methods to which -1 means forever: -1 if it never comes. */
    public long pollMillis() {
        return comes ? (nanosLeft() + 999_999) / 1_000_000 : -1;
    }

    /** The earlier of the two. */
    public Deadline or(Deadline other) {
        return nanosLeft() <= other.nanosLeft() ? this : other;
    }
}
