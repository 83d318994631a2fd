package org.forkbook.kernel.magic;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Benchmark result of Java code, as {@code %timeit} prints it: some runs of many loops each, after a warm-up that also
 * finds how many loops a run needs for a good measurement.
 *
 * <p>Public because the code of notebooks refers to it.
 *
 * @param loops how often the code ran in one run
 * @param nanos what one loop took in each run
 */
@SuppressWarnings("ArrayRecordComponent") // Created here, and never changed.
public record Timing(long loops, double[] nanos) {

    /** The default number of runs. */
    static final int RUNS = 7;

    /** A run of this length gives a good measurement, and has had the code compiled. */
    private static final long LONG_ENOUGH = 200_000_000;

    /** A sink for values, so that the compiler can't eliminate the code. */
    private static volatile @Nullable Object sink;

    /** Code without a value. */
    @FunctionalInterface
    public interface Statements {
        /** Runs it. */
        void run() throws Exception;
    }

    /** Times code that has a value; {@code loops} is 0 to choose the number. */
    public static Timing of(long loops, int runs, Callable<?> code) throws Exception {
        return of(loops, runs, new Loop() {
            @Override
            public void run(long count) throws Exception {
                Object last = null;
                for (long i = 0; i < count; i++) {
                    last = code.call();
                }
                sink = last;
            }
        });
    }

    /** Times code that has no value; {@code loops} is 0 to choose the number. */
    public static Timing of(long loops, int runs, Statements code) throws Exception {
        return of(loops, runs, new Loop() {
            @Override
            public void run(long count) throws Exception {
                for (long i = 0; i < count; i++) {
                    code.run();
                }
            }
        });
    }

    private abstract static class Loop {
        abstract void run(long count) throws Exception;

        long time(long count) throws Exception {
            long began = System.nanoTime();
            run(count);
            return System.nanoTime() - began;
        }
    }

    private static Timing of(long loops, int runs, Loop loop) throws Exception {
        long count = loops;
        if (loops == 0) {
            for (count = 1; loop.time(count) < LONG_ENOUGH && count < 1_000_000_000_000L; ) {
                count *= 10;
            }
        }
        var nanos = new double[runs];
        for (int run = 0; run < runs; run++) {
            nanos[run] = (double) loop.time(count) / count;
        }
        return new Timing(count, nanos);
    }

    /** The mean of the runs, for one loop, in nanoseconds. */
    public double mean() {
        return Arrays.stream(nanos).average().orElse(0);
    }

    /** The standard deviation of the runs, for one loop, in nanoseconds. */
    public double deviation() {
        double mean = mean();
        return Math.sqrt(
                Arrays.stream(nanos).map(n -> (n - mean) * (n - mean)).average().orElse(0));
    }

    /** The fastest of the runs, for one loop, in nanoseconds. */
    public double best() {
        return Arrays.stream(nanos).min().orElse(0);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s ± %s per loop (mean ± std. dev. of %d run%s, %,d loop%s each; best %s)",
                text(mean()),
                text(deviation()),
                nanos.length,
                nanos.length == 1 ? "" : "s",
                loops,
                loops == 1 ? "" : "s",
                text(best()));
    }

    /** A time with three significant digits and a fitting unit. */
    static String text(double nanos) {
        if (nanos >= 60e9) {
            return String.format(Locale.ROOT, "%dmin %.1fs", (long) (nanos / 60e9), nanos % 60e9 / 1e9);
        }
        var units = new String[] {"ns", "µs", "ms", "s"};
        int unit = 0;
        double value = nanos;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        int decimals = value >= 99.95 || value == 0 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, units[unit]);
    }
}
