package org.forkbook.bench.side;

/** Program that is timed repeatedly. Its setup is not timed. */
@FunctionalInterface
interface TimedProgram extends AutoCloseable {

    /** Runs it once; returns the measured value, mostly seconds. */
    double run() throws Exception;

    @Override
    default void close() {}

    /** Work that is timed as a whole. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** How long some work takes, in seconds. */
    static double timed(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** A program that times some work, and closes something in the end. */
    static TimedProgram of(Work work, Runnable close) {
        return new TimedProgram() {
            @Override
            public double run() throws Exception {
                return timed(work);
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
