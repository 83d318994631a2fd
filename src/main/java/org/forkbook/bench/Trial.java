package org.forkbook.bench;

/** Trial of a subject in one measure: opened once, sampled many times, closed. */
@FunctionalInterface
interface Trial extends AutoCloseable {

    /** Prepares and warms up, so that all samples are equivalent. If it fails, {@link #close} cleans up. */
    default void open() throws MeasureException, InterruptedException {
        // Each sample opens its own.
    }

    /** Takes one sample, in the measure's unit. */
    double sample() throws MeasureException, InterruptedException;

    @Override
    default void close() {
        // Each sample has closed its own.
    }
}
