package org.forkbook.experiment;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.monitor.Progress;
import org.forkbook.worker.launch.WarmWorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * Fair benchmark of the same work done serially, on threads and in processes.
 *
 * <pre>{@code
 * Comparison.of("count primes", n -> countPrimes(n), inputs).serial().threads(2).processes(2).repeat(5).run()
 * }</pre>
 *
 * <p>Each side warms up first, until it no longer gets faster: Java compiles code while it runs. Then the sides take
 * turns, in another order each time, so that other load on the machine affects all of them. The report has the median,
 * with the fastest and the slowest run. Starting threads and processes is reported separately from the work. All sides
 * must give the same results.
 *
 * @param <T> the tasks' type
 * @param <R> the results' type
 */
public final class Comparison<T, R> {
    private static final int WARM_UPS = 8;
    private static final double STILL_FASTER = 0.93;

    private final String name;
    private final RemoteFunction<? super T, ? extends R> function;
    private final List<T> inputs;
    private final List<Plan> plans = new ArrayList<>();
    private int repetitions = 5;

    /** A side to be opened. */
    private record Plan(SideKind kind, int workers) {}

    private Comparison(String name, RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        this.name = Objects.requireNonNull(name, "name");
        this.function = Objects.requireNonNull(function, "function");
        var list = new ArrayList<T>();
        inputs.forEach(list::add);
        if (list.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to compare: inputs is empty");
        }
        this.inputs = list;
        plans.add(new Plan(SideKind.SERIAL, 1));
    }

    /**
     * A comparison of a function called with each of some inputs. It always has the serial side, which is the baseline.
     *
     * @throws IllegalArgumentException if there are no inputs
     */
    public static <T, R> Comparison<T, R> of(
            String name, RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return new Comparison<>(name, function, inputs);
    }

    /** As {@link #of(String, RemoteFunction, Iterable)}, for a function that a cell has in a variable. */
    public static <T, R> Comparison<T, R> of(
            String name, Function<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return new Comparison<>(name, function::apply, inputs);
    }

    /** A comparison of a ready-made workload, with no side but the serial one yet. */
    public static <T, R> Comparison<T, R> of(Workload<T, R> workload) {
        return new Comparison<>(workload.name(), workload.function(), workload.inputs());
    }

    /** One task after the other. This side is always present; the call only makes it explicit. */
    public Comparison<T, R> serial() {
        return this;
    }

    /** A pool of so many threads. */
    public Comparison<T, R> threads(int count) {
        return add(SideKind.THREADS, count);
    }

    /** A pool of so many processes. */
    public Comparison<T, R> processes(int count) {
        return add(SideKind.PROCESSES, count);
    }

    private Comparison<T, R> add(SideKind kind, int count) {
        if (count <= 0) {
            throw new IllegalArgumentException("the number of " + kind.plural() + " must be positive, got " + count);
        }
        plans.add(new Plan(kind, count));
        return this;
    }

    /** Sets how often each side does the measured work; the default is 5. */
    public Comparison<T, R> repeat(int times) {
        if (times <= 0) {
            throw new IllegalArgumentException("repeat must be positive, got " + times);
        }
        repetitions = times;
        return this;
    }

    /**
     * Runs the comparison, which takes the time of some ten to fifteen runs of each side.
     *
     * @throws IllegalStateException if the sides give different results, or one of them fails: the message says which,
     *     and the cause why
     */
    public ComparisonReport run() {
        var bean = ManagementFactory.getThreadMXBean();
        boolean monitored = bean.isThreadContentionMonitoringSupported() && bean.isThreadContentionMonitoringEnabled();
        if (bean.isThreadContentionMonitoringSupported()) {
            bean.setThreadContentionMonitoringEnabled(true);
        }
        var sides = new ArrayList<Measured>();
        try (var quiet = WarmWorkerPool.pause();
                var bar = Progress.automaticBar(name, (long) plans.size() * (repetitions + 1))) {
            for (var plan : plans) {
                sides.add(new Measured(ExecutionMode.open(plan.kind(), plan.workers())));
            }
            for (var side : sides) {
                side.warmUp();
                bar.step();
            }
            sides.forEach(side -> side.check(sides.get(0)));
            for (int round = 0; round < repetitions; round++) {
                for (int i = 0; i < sides.size(); i++) {
                    sides.get((i + round) % sides.size()).measure();
                    bar.step();
                }
            }
            sides.forEach(side -> side.check(sides.get(0)));
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            return new ComparisonReport(
                    name, inputs.size(), sides.stream().map(Measured::result).toList(), load);
        } finally {
            sides.forEach(side -> side.mode.close());
            if (bean.isThreadContentionMonitoringSupported()) {
                bean.setThreadContentionMonitoringEnabled(monitored);
            }
        }
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    /** A side and its measurements. */
    private final class Measured {
        private final ExecutionMode mode;
        private final List<Duration> walls = new ArrayList<>();
        private ResourceUsage usage = ResourceUsage.NONE;
        private @Nullable List<R> results;
        private String waitedFor = "";

        Measured(ExecutionMode mode) {
            this.mode = mode;
        }

        private Duration once() {
            long begin = System.nanoTime();
            try {
                results = mode.work(function, inputs);
            } catch (CancellationException e) {
                throw e; // Somebody stopped it.
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        "The side \"" + mode.kind().name(mode.workers()) + "\" of \"" + name + "\" failed: " + e, e);
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        }

        /** At least three runs, and more while they get faster; the last with a sampler of waiting threads. */
        void warmUp() {
            double best = seconds(once());
            int noFaster = 0;
            for (int run = 1; run < WARM_UPS && noFaster < 2; run++) {
                double next = seconds(once());
                noFaster = next < best * STILL_FASTER ? 0 : noFaster + 1;
                best = Math.min(best, next);
            }
            if (mode.kind() == SideKind.THREADS) {
                var sampler = LockWaitSampler.watch(mode.threads());
                try (sampler) {
                    once();
                }
                waitedFor = sampler.verdict();
            }
        }

        void measure() {
            var before = mode.usage();
            var begin = Instant.now();
            var wall = once();
            var used = mode.usage().minus(before);
            var idle = mode.idle(begin, wall);
            var waited = used.waited().minus(idle);
            usage = usage.plus(new ResourceUsage(
                    used.cpu(),
                    used.blocked(),
                    waited.isNegative() ? Duration.ZERO : waited,
                    used.collecting(),
                    used.shipped()));
            walls.add(wall);
        }

        void check(Measured serial) {
            var own = Objects.requireNonNull(results);
            var expected = Objects.requireNonNull(serial.results);
            for (int i = 0; i < inputs.size(); i++) {
                if (!ResultEquality.holds(expected.get(i), own.get(i))) {
                    throw new IllegalStateException("The sides of \"" + name + "\" give different results: for task "
                            + (i + 1) + ", " + inputs.get(i) + ", "
                            + mode.kind().name(mode.workers()) + " gave "
                            + own.get(i) + ", but serial gave " + expected.get(i)
                            + ". A comparison needs a function whose result depends on its argument alone; does it use"
                            + " something that threads share?");
                }
            }
        }

        SideResult result() {
            int runs = walls.size();
            return new SideResult(
                    mode.kind(),
                    mode.workers(),
                    walls,
                    usage.cpu().dividedBy(runs),
                    usage.blocked().dividedBy(runs),
                    usage.waited().dividedBy(runs),
                    usage.collecting().dividedBy(runs),
                    usage.shipped() / runs,
                    mode.startUp(),
                    waitedFor);
        }
    }
}
