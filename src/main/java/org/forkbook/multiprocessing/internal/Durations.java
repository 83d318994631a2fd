package org.forkbook.multiprocessing.internal;

import java.time.Duration;

/** Times as the methods of {@code java.util.concurrent} want them. */
public final class Durations {

    private Durations() {}

    /** A number of times a duration, or the longest one if that is longer. */
    public static Duration times(Duration time, int count) {
        try {
            return time.multipliedBy(count);
        } catch (ArithmeticException e) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
    }

    /** The nanoseconds of a duration; the most that a {@code long} holds if it is longer than that. */
    public static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return time.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
