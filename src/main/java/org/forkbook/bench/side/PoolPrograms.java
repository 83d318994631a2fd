package org.forkbook.bench.side;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.pool.ProcessPool;

/** Timed programs with a pool. */
final class PoolPrograms {

    private PoolPrograms() {}

    private static ProcessPool open(StartMethod method, int size) {
        return ProcessPool.builder().size(size).startMethod(method).build();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static double burn(int rounds) {
        double total = 0;
        for (int i = 1; i < rounds; i++) {
            total += 1.0 / i;
        }
        return total;
    }

    static TimedProgram map(StartMethod method, int size) {
        var pool = open(method, 2);
        var values = numbers(size);
        return TimedProgram.of(() -> pool.map(x -> x + 1, values), pool::close);
    }

    static TimedProgram mapSingle(StartMethod method, int size) {
        var pool = open(method, 2);
        var values = numbers(size);
        return TimedProgram.of(() -> pool.map(x -> x + 1, values, 1), pool::close);
    }

    static TimedProgram firstMap(StartMethod method, int size) {
        return () -> {
            var values = numbers(size);
            long begin = System.nanoTime();
            try (var pool = open(method, 2)) {
                pool.map(x -> x + 1, values);
                return (System.nanoTime() - begin) / 1e9;
            }
        };
    }

    static TimedProgram apply(StartMethod method, int size) {
        var pool = open(method, 2);
        return TimedProgram.of(
                () -> {
                    for (int i = 0; i < size; i++) {
                        pool.apply(() -> nothing());
                    }
                },
                pool::close);
    }

    private static int nothing() {
        return 0;
    }

    static TimedProgram array(StartMethod method, int size) {
        var pool = open(method, 1);
        var array = new double[size / Double.BYTES];
        return TimedProgram.of(
                () -> {
                    if (pool.apply(() -> array).length != array.length) {
                        throw new IllegalStateException("not the array that was sent");
                    }
                },
                pool::close);
    }

    static TimedProgram payload(StartMethod method, int size) {
        var pool = open(method, 1);
        var payload = new byte[size];
        return TimedProgram.of(
                () -> {
                    if (pool.apply(() -> payload).length != payload.length) {
                        throw new IllegalStateException("not the bytes that were sent");
                    }
                },
                pool::close);
    }

    /** The speed-up of two workers over one. */
    static TimedProgram twoWorkers(StartMethod method, int size) {
        var pool = open(method, 2);
        return new TimedProgram() {
            @Override
            public double run() {
                long begin = System.nanoTime();
                pool.map(x -> burn(x), List.of(size), 1);
                long middle = System.nanoTime();
                pool.map(x -> burn(x), List.of(size, size), 1);
                return 2.0 * (middle - begin) / (System.nanoTime() - middle);
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    /** The private memory of a worker that has run one task, in bytes. */
    static TimedProgram memory(StartMethod method, int size) {
        var pool = open(method, size);
        return new TimedProgram() {
            @Override
            public double run() throws Exception {
                long pid = pool.apply(() -> WorkerProcess.current().pid());
                Thread.sleep(1000);
                var lines = Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"), StandardCharsets.UTF_8);
                return 1024.0
                        * lines.stream()
                                .filter(line -> line.startsWith("Private_"))
                                .mapToLong(line -> Long.parseLong(
                                        line.replaceAll("\\D+", " ").trim()))
                                .sum();
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    /** A pool of so many workers: opened, one task for each, closed. */
    static TimedProgram openPool(StartMethod method, int size) {
        return () -> TimedProgram.timed(() -> {
            try (var pool = open(method, size)) {
                pool.map(x -> x, numbers(size), 1);
            }
        });
    }

    /** Sixteen tasks that compute, in a pool of so many workers. */
    static TimedProgram share(StartMethod method, int size) {
        var pool = open(method, size);
        return TimedProgram.of(() -> pool.map(x -> burn(x), Collections.nCopies(16, 8_000_000), 1), pool::close);
    }
}
