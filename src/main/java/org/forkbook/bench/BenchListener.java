package org.forkbook.bench;

/** Listener to a benchmark's progress. Called on the thread that measures. */
public interface BenchListener {

    /**
     * A measure is being prepared: its subjects start and warm up.
     *
     * @param number its position, from 1
     * @param count how many measures there are
     * @param title what is measured
     */
    default void opened(int number, int count, String title) {}

    /** A round of samples has been taken. */
    default void sampled(int number, int count, String title, int round, int rounds) {}
}
