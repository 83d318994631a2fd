package org.forkbook.multiprocessing;

import java.time.Duration;

/** Times as the methods of {@code java.util.concurrent} want them. */
final class Durations {

    private Durations() {}

    /** The nanoseconds of a duration; the most that a {@code long} holds if it is longer than that. */
    static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return time.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
