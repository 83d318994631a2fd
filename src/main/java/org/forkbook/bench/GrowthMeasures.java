package org.forkbook.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Measures of how costs grow: with workers, tasks, the size of data, and cells. */
final class GrowthMeasures {

    private static final List<Long> WORKERS = List.of(1L, 2L, 4L, 8L, 16L);
    private static final List<Long> TASKS = List.of(10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L);
    private static final List<Long> BYTES =
            List.of(1L, 1_000L, 100_000L, 1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L);
    private static final List<Long> CELLS = List.of(1L, 10L, 100L, 1_000L);

    /** Both sides hold a payload, its copies and its encoded forms: about so many times its size. */
    private static final int COPIES = 10;

    private final LibraryMeasures library;
    private final List<KernelPeer> kernels;
    private final long memory;

    /**
     * @param memory the machine's, in bytes: larger payloads than it can hold are left out; 0 if unknown
     */
    GrowthMeasures(LibraryMeasures library, List<KernelPeer> kernels, long memory) {
        this.library = library;
        this.kernels = List.copyOf(kernels);
        this.memory = memory;
    }

    List<Growth> all() {
        return List.of(
                pools(
                        "growth.open",
                        "open a pool, a task for each worker, close it",
                        "workers",
                        WORKERS,
                        "open-pool",
                        size -> new Effort(1, 5)),
                pools(
                        "growth.workers",
                        "sixteen computing tasks, sized for each language",
                        "workers",
                        WORKERS,
                        "share",
                        size -> new Effort(2, 5)),
                pools(
                        "growth.tasks",
                        "map of trivial tasks, two workers",
                        "tasks",
                        TASKS,
                        "map",
                        size -> new Effort(size > 200_000 ? 5 : 20, size > 200_000 ? 5 : 9)),
                pools(
                        "growth.payload",
                        "bytes to a worker and back",
                        "bytes",
                        BYTES.stream()
                                .filter(size -> memory == 0 || size * COPIES < memory)
                                .toList(),
                        "payload",
                        size -> size > 50_000_000 ? new Effort(2, 3) : new Effort(size > 500_000 ? 5 : 500, 9)),
                cells());
    }

    /** The number of warm-ups and rounds of a size. */
    private record Effort(int warmUps, int rounds) {}

    private Growth pools(
            String id, String title, String axis, List<Long> sizes, String program, LongFunction<Effort> effort) {
        var measures = new ArrayList<Measure>();
        for (long size : sizes) {
            var how = effort.apply(size);
            measures.add(new Measure(
                    id,
                    title + ": " + "%,d".formatted(size),
                    Quantity.SECONDS,
                    LibraryMeasures.runs(how.warmUps()),
                    how.rounds(),
                    Duration.ZERO,
                    List.of(
                            library.ours(program, (int) size, how.warmUps()),
                            library.fork(program, (int) size, how.warmUps())),
                    List.of()));
        }
        return new Growth(id, title, axis, sizes, measures);
    }

    private Growth cells() {
        var measures = CELLS.stream()
                .map(count -> new Measure(
                        "growth.cells",
                        "a cell after others: " + "%,d".formatted(count),
                        Quantity.SECONDS,
                        "the cells before it",
                        count == 1 ? 3 : 5,
                        Duration.ZERO,
                        kernels.stream()
                                .map(kernel ->
                                        new Subject(kernel.name(), kernel.team(), () -> new NthCell(kernel, count)))
                                .toList(),
                        List.of()))
                .toList();
        return new Growth("growth.cells", "a cell after many others", "cells", CELLS, measures);
    }

    /** A trial of a kernel's nth cell. The first is necessarily cold: each sample starts a new kernel. */
    private static final class NthCell implements Trial {
        private final long number;
        private final Trial trial;
        private long next = 1;

        NthCell(KernelPeer kernel, long number) {
            this.number = number;
            trial = number == 1
                    ? KernelTrials.inNew(kernel, session -> cell(session, 1))
                    : KernelTrials.inOne(kernel, 0, session -> cell(session, next++));
        }

        private static double cell(KernelSession session, long number) throws MeasureException, InterruptedException {
            return session.run(session.cells().numbered().formatted(number)).seconds();
        }

        @Override
        public void open() throws MeasureException, InterruptedException {
            trial.open();
            while (next < number) {
                trial.sample();
            }
        }

        @Override
        public double sample() throws MeasureException, InterruptedException {
            return trial.sample();
        }

        @Override
        public void close() {
            trial.close();
        }
    }
}
