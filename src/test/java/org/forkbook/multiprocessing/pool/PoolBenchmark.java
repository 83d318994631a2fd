package org.forkbook.multiprocessing.pool;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.RecordingFrontend;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.WorkerProcess;

/** How fast processes and pools are; run by hand, never by the build. */
final class PoolBenchmark {
    private PoolBenchmark() {}

    private interface Step {
        void run() throws Exception;
    }

    private static void time(String what, int count, int rounds, Step step) throws Exception {
        var times = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            step.run();
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        System.out.printf(
                "%-44s median %10.1f us, best %10.1f us%n",
                what, times[rounds / 2] / 1e3 / count, times[0] / 1e3 / count);
    }

    public static void main(String[] args) throws Exception {
        for (var method : StartMethod.values()) {
            time("process: start to end, " + method, 1, 10, () -> {
                try (var process = WorkerProcess.builder()
                        .startMethod(method)
                        .task(() -> {})
                        .build()) {
                    process.start();
                    process.join();
                }
            });
        }
        time("pool of 2: open, one task, close", 1, 10, () -> {
            try (var pool = new ProcessPool(2)) {
                pool.apply(() -> 1);
            }
        });
        try (var pool = new ProcessPool(2)) {
            for (int i = 0; i < 5000; i++) {
                pool.apply(() -> 1);
            }
            time("apply", 1, 5000, () -> pool.apply(() -> 1));
            var values = IntStream.range(0, 10_000).boxed().toList();
            time("map, chunked by cost, per call", 10_000, 20, () -> pool.map(x -> x + 1, values));
            time("map, one by one, per call", 10_000, 10, () -> pool.map(x -> x + 1, values, 1));
            time(
                    "imap, per call",
                    10_000,
                    5,
                    () -> pool.imap(x -> x + 1, values).forEach(x -> {}));
            var array = new double[10_000_000];
            time("80 MB to a worker and back", 1, 10, () -> pool.apply(() -> array));
            time("80 MB to a worker", 1, 10, () -> pool.apply(() -> array.length));
            time("100,000 printed lines (not shown)", 1, 5, () -> {
                try (var frontend = RecordingFrontend.install()) {
                    pool.apply(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            System.out.println("line " + i);
                        }
                    });
                }
            });
            var one = new long[1];
            long start = System.nanoTime();
            pool.map(x -> spin(), List.of(1));
            one[0] = System.nanoTime() - start;
            start = System.nanoTime();
            pool.map(x -> spin(), List.of(1, 2));
            System.out.printf(
                    "two computing workers do %.2f times what one does%n", 2.0 * one[0] / (System.nanoTime() - start));
        }
    }

    private static double spin() {
        double sum = 0;
        for (long i = 1; i < 600_000_000L; i++) {
            sum += 1.0 / i;
        }
        return sum;
    }
}
