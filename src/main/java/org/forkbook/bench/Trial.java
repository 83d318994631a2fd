package org.forkbook.bench;

/** Trial of a subject in one measure: opened once, sampled many times, closed. */
interface Trial extends AutoCloseable {

    /** Prepares and warms up, so that all samples are equivalent. If it fails, {@link #close} cleans up. */
    void open() throws MeasureException, InterruptedException;

    /** Takes one sample, in the measure's unit. */
    double sample() throws MeasureException, InterruptedException;

    @Override
    void close();
}
