package org.forkbook.bench.side;

/** Something that is timed, again and again. What it needs was opened with it, outside of the time. */
@FunctionalInterface
interface TimedProgram extends AutoCloseable {

    /** Does it once; returns what was measured, mostly seconds. */
    double run() throws Exception;

    @Override
    default void close() {}

    /** What is timed as a whole. */
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
