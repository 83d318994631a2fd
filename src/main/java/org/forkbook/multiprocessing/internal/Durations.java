package org.forkbook.multiprocessing.internal;

import java.time.Duration;

/**
 * Conversions of {@link Duration} for the methods of {@code java.util.concurrent}, which saturate instead of
 * overflowing.
 */
public final class Durations {

    private Durations() {}

    /** A multiple of a duration; the longest duration if it would overflow. */
    public static Duration times(Duration time, int count) {
        try {
            return time.multipliedBy(count);
        } catch (ArithmeticException e) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
    }

    /** The nanoseconds of a duration; the largest {@code long} if it would overflow. */
    public static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return time.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
