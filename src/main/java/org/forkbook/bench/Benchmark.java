package org.forkbook.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Benchmark suite of everything that can be measured on this machine, with the subjects that are installed.
 *
 * <pre>{@code
 * try (var benchmark = Benchmark.of(new Benchmark.Setup(command, "python3", List.of("python3"), folders))) {
 *     System.out.println(benchmark.run(List.of("pool"), true, new BenchListener() {}));
 * }
 * }</pre>
 */
public final class Benchmark implements AutoCloseable {

    private static final String GROWTH = "growth";
    private static final String EVERYTHING = "all";

    private final PythonSide pythonSide;
    private final Machine machine;
    private final List<Measure> measures;
    private final List<Growth> growths;

    private Benchmark(PythonSide pythonSide, Machine machine, List<Measure> measures, List<Growth> growths) {
        this.pythonSide = pythonSide;
        this.machine = machine;
        this.measures = measures;
        this.growths = growths;
    }

    /**
     * The subjects.
     *
     * @param kernelCommand the command line of our kernel, up to and without its own arguments
     * @param python the Python program; if it doesn't exist, its side is missing in the table
     * @param kernels the names of other kernels
     * @param jupyterFolders the folders with their kernelspecs
     */
    public record Setup(List<String> kernelCommand, String python, List<String> kernels, List<Path> jupyterFolders) {

        /** Copies the lists. */
        public Setup {
            kernelCommand = List.copyOf(kernelCommand);
            kernels = List.copyOf(kernels);
            jupyterFolders = List.copyOf(jupyterFolders);
        }

        /** The kernels that no folder has. */
        public List<String> missing() {
            return kernels.stream()
                    .filter(name -> KernelPeer.find(name, jupyterFolders).isEmpty())
                    .toList();
        }
    }

    /**
     * A measure or growth curve that can be selected.
     *
     * @param id its name on the command line
     * @param title its title
     * @param contestants the names of its subjects
     */
    public record Item(String id, String title, List<String> contestants) {

        /** Copies the list. */
        public Item {
            contestants = List.copyOf(contestants);
        }

        private static Item of(Measure measure) {
            return new Item(
                    measure.id(),
                    measure.title(),
                    measure.contestants().stream().map(Subject::name).toList());
        }

        private static Item of(Growth growth) {
            return new Item(
                    growth.id(),
                    growth.title() + ", by " + growth.axis(),
                    of(growth.measures().get(0)).contestants());
        }
    }

    /** A benchmark with these subjects. Kernels that no folder has are skipped. */
    public static Benchmark of(Setup setup) {
        var java = new JavaSide(setup.kernelCommand());
        var python = PythonSide.open(setup.python());
        var machine = Machine.here(version(setup.python()));
        var library = new LibraryMeasures(java, python);
        var kernels = new ArrayList<KernelPeer>();
        kernels.add(KernelPeer.ours(java));
        setup.kernels()
                .forEach(name -> KernelPeer.find(name, setup.jupyterFolders()).ifPresent(kernels::add));
        var all = new ArrayList<>(new KernelMeasures(kernels).all());
        all.addAll(library.all());
        return new Benchmark(python, machine, all, new GrowthMeasures(library, kernels, machine.memory()).all());
    }

    private static String version(String python) {
        Path answer = null;
        try {
            answer = Files.createTempFile("forkbook-bench", ".txt");
            var process = new ProcessBuilder(python, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            if (process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Files.readString(answer, StandardCharsets.UTF_8).strip();
            }
            process.destroyForcibly();
            return "no Python";
        } catch (IOException e) {
            // The table reports it for each measure, with the reason.
            return "no Python";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "no Python";
        } finally {
            if (answer != null) {
                answer.toFile().delete();
            }
        }
    }

    /** Everything that can be measured, growth curves last. */
    public List<Item> items() {
        return Stream.concat(measures.stream().map(Item::of), growths.stream().map(Item::of))
                .toList();
    }

    /** The unknown names. A valid name is an item's, the part of it before the dot, or {@code all}. */
    public List<String> unknown(List<String> what) {
        return what.stream()
                .filter(name -> items().stream().noneMatch(item -> isMeant(name, item.id())))
                .toList();
    }

    private static boolean isMeant(String name, String id) {
        return name.equals(EVERYTHING) || name.equals(id) || id.startsWith(name + ".");
    }

    private static <T> List<T> chosen(List<T> from, Function<T, String> id, List<String> what) {
        return from.stream()
                .filter(each -> what.isEmpty()
                        ? !id.apply(each).startsWith(GROWTH)
                        : what.stream().anyMatch(name -> isMeant(name, id.apply(each))))
                .toList();
    }

    /**
     * Measures.
     *
     * @param what names of what to measure; when there are none, everything but the curves of growth
     * @param quick whether to take only a few samples
     * @param listener receives the progress
     * @throws InterruptedException if the thread is interrupted; all processes have then been ended
     */
    public Report run(List<String> what, boolean quick, BenchListener listener) throws InterruptedException {
        var date = Instant.now();
        double before = Machine.load();
        var measured = chosen(measures, Measure::id, what).stream()
                .map(measure -> quick ? measure.quick() : measure)
                .toList();
        var grown = chosen(growths, Growth::id, what).stream()
                .map(growth -> quick ? growth.quick() : growth)
                .toList();
        var steps = new ArrayList<>(measured);
        grown.forEach(growth -> steps.addAll(growth.measures()));
        var results = new Bench(listener).run(steps);
        var curves = new ArrayList<Report.Curve>();
        int next = measured.size();
        for (var growth : grown) {
            int end = next + growth.sizes().size();
            curves.add(new Report.Curve(growth, results.subList(next, end)));
            next = end;
        }
        return new Report(date, machine, before, Machine.load(), results.subList(0, measured.size()), curves);
    }

    @Override
    public void close() {
        pythonSide.close();
    }
}
