package org.forkbook.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures of the library against the same programs in Python. */
final class LibraryMeasures {

    private static final Duration NONE = Duration.ZERO;
    /** A spare worker that was taken is replaced after an idle quarter of a second. */
    private static final Duration REFILL = Duration.ofMillis(2500);

    private static final String ONE_WARM_UP = "1 run";

    private final JavaSide java;
    private final PythonSide python;

    LibraryMeasures(JavaSide java, PythonSide python) {
        this.java = java;
        this.python = python;
    }

    List<Measure> all() {
        var all = new ArrayList<Measure>();
        all.add(new Measure(
                "worker.prefork",
                "worker's start() to first byte",
                Quantity.SECONDS,
                ONE_WARM_UP,
                15,
                REFILL,
                List.of(ours("PREFORK", "start", 1, 1), fork("start", 1, 1), method("forkserver", "start", 1, 1)),
                List.of(
                        Budget.against("fork", 3, "PREFORK: at most 3x Python's fork"),
                        Budget.against("forkserver", 1, "PREFORK: below Python's forkserver"))));
        all.add(new Measure(
                "worker.spawn",
                "new worker's start() to first byte",
                Quantity.SECONDS,
                ONE_WARM_UP,
                15,
                REFILL,
                List.of(ours("SPAWN", "start", 1, 1), method("spawn", "start", 1, 1)),
                List.of(Budget.against("spawn", 1, "SPAWN: below Python's spawn"))));
        all.add(new Measure(
                "worker.eight",
                "eight workers at once, until the last one's first byte",
                Quantity.SECONDS,
                ONE_WARM_UP,
                9,
                REFILL,
                List.of(
                        ours("PREFORK", "start", 8, 1),
                        fork("start", 8, 1),
                        method("forkserver", "start", 8, 1),
                        method("spawn", "start", 8, 1)),
                List.of()));
        all.add(pair(
                "pool.map",
                "map of 200,000 trivial tasks, two workers",
                "map",
                200_000,
                10,
                15,
                "above Python's Pool.map"));
        all.add(pair(
                "pool.map-single",
                "map of 10,000 trivial tasks one by one",
                "map-single",
                10_000,
                10,
                15,
                "above Python's Pool.map"));
        all.add(pair("pool.first-map", "opening a pool, first map of 200,000", "first-map", 200_000, 1, 9, ""));
        all.add(pair("pool.apply", "2,000 calls of apply", "apply", 2_000, 10, 15, "better than Python's"));
        all.add(pair("pipe", "10,000 round trips through a pipe", "pipe", 10_000, 5, 15, "better than Python's"));
        all.add(pair("queue", "100,000 items through a queue", "queue", 100_000, 5, 15, "better than Python's"));
        all.add(pair(
                "lock", "100,000 locked increments by two workers", "lock", 100_000, 10, 15, "better than Python's"));
        all.add(new Measure(
                "array",
                "an 80 MB array to a worker and back",
                Quantity.SECONDS,
                runs(5),
                15,
                NONE,
                List.of(ours("array", 80_000_000, 5), fork("array", 80_000_000, 5)),
                List.of(Budget.against("fork", 0.2, "at least 5x Python's rate"))));
        all.add(new Measure(
                "pool.two",
                "work of two workers, relative to one",
                Quantity.SPEED_UP,
                runs(3),
                9,
                NONE,
                List.of(ours("two-workers", 150_000_000, 3), fork("two-workers", 2_000_000, 3)),
                List.of(Budget.of(1.9, "at least 1.9"))));
        all.add(new Measure(
                "worker.memory",
                "private memory of an idle worker",
                Quantity.BYTES,
                "1 task",
                3,
                NONE,
                List.of(ours("memory", 1, 0), fork("memory", 1, 0), method("spawn", "memory", 1, 0)),
                List.of(Budget.of(25e6, "at most 25 MB"))));
        return all;
    }

    private Measure pair(String id, String title, String program, int size, int warmUps, int rounds, String promise) {
        return new Measure(
                id,
                title,
                Quantity.SECONDS,
                runs(warmUps),
                rounds,
                NONE,
                List.of(ours(program, size, warmUps), fork(program, size, warmUps)),
                promise.isEmpty() ? List.of() : List.of(Budget.against("fork", 1, promise)));
    }

    static String runs(int count) {
        return count == 1 ? ONE_WARM_UP : count + " runs";
    }

    Subject ours(String program, int size, int warmUps) {
        return contestant(JavaSide.NAME, Subject.FORKBOOK, java.command(program, "PREFORK", size), warmUps);
    }

    private Subject ours(String method, String program, int size, int warmUps) {
        return contestant(
                JavaSide.NAME + ", " + method, Subject.FORKBOOK, java.command(program, method, size), warmUps);
    }

    /** A subject with Python's start method on Linux, its fastest. */
    Subject fork(String program, int size, int warmUps) {
        return method("fork", program, size, warmUps);
    }

    private Subject method(String method, String program, int size, int warmUps) {
        return contestant("Python, " + method, method, python.command(program, method, size), warmUps);
    }

    private static Subject contestant(String name, String team, List<String> command, int warmUps) {
        return new Subject(name, team, () -> new SideTrial(command, warmUps));
    }
}
