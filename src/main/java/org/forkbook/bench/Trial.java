package org.forkbook.bench;

/** A contestant at work in one measure: opened once, sampled many times, closed. */
interface Trial extends AutoCloseable {

    /** Prepares, so that the next sample counts as much as any other. Its own clean-up, should it fail, is {@link #close}. */
    void open() throws MeasureException, InterruptedException;

    /** Measures once: seconds, bytes, or what else the measure is in. */
    double sample() throws MeasureException, InterruptedException;

    @Override
    void close();
}
