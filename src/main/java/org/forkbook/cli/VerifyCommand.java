package org.forkbook.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.chart.Units;
import org.forkbook.client.KernelException;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunListener;
import org.forkbook.client.RunOptions;
import org.forkbook.course.Course;
import org.forkbook.course.LessonFormatException;
import org.forkbook.course.OutputDifference;
import org.forkbook.notebook.NotebookCell;
import org.forkbook.notebook.NotebookFormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code forkbook verify}: runs the lessons with their solutions, and compares their outputs with the recorded ones.
 */
@Command(
        name = "verify",
        description = {
            "Runs lessons with their solutions in fresh kernels, and compares each output with the one in its notebook.",
            "PIDs, measured times and what a cell's options allow may differ. Exits with 1 if anything else does."
        })
final class VerifyCommand implements Callable<Integer> {

    private static final Duration CELL = Duration.ofMinutes(2);
    private static final int MOST_JOBS = 4;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LessonsCommand.Folders folders = new LessonsCommand.Folders();

    @Parameters(paramLabel = "LESSON", description = "Names or numbers of lessons, such as 5 (default: all).")
    private List<String> lessons = List.of();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many lessons run at once (default: one for each processor, at most four)."
                    + " Lessons that measure times always run alone.")
    private int jobs = Math.min(MOST_JOBS, Runtime.getRuntime().availableProcessors());

    private final AtomicInteger done = new AtomicInteger();

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The result of one lesson. */
    private record Verified(String name, int cells, Duration time, List<OutputDifference> differences) {}

    @Override
    public Integer call() throws InterruptedException {
        if (jobs < 1) {
            throw CommandException.cannot("--jobs must be at least 1, got " + jobs);
        }
        var course = folders.course();
        var executor = Executors.newFixedThreadPool(jobs, task -> {
            var thread = new Thread(task, "forkbook-verify");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var names = folders.names(course, lessons);
            var verified = new TreeMap<Integer, Verified>();
            var running = new TreeMap<Integer, Future<Verified>>();
            var measuring = new TreeMap<Integer, String>();
            for (int i = 0; i < names.size(); i++) {
                var name = names.get(i);
                if (course.read(name).measures()) {
                    measuring.put(i, name);
                } else {
                    running.put(i, executor.submit(() -> verify(course, name, names.size())));
                }
            }
            for (var each : running.entrySet()) {
                verified.put(each.getKey(), each.getValue().get());
            }
            // Only now, when nothing else runs: another lesson would distort their measurements.
            for (var each : measuring.entrySet()) {
                verified.put(each.getKey(), verify(course, each.getValue(), names.size()));
            }
            return report(List.copyOf(verified.values()));
        } catch (LessonFormatException e) {
            throw CommandException.because(e);
        } catch (IOException e) {
            throw CommandException.cannot("can't verify: " + e.getMessage(), e);
        } catch (ExecutionException e) {
            throw cannot(e.getCause() == null ? e : e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static CommandException cannot(Throwable cause) {
        if (cause instanceof CommandException known) {
            return known;
        }
        if (cause instanceof LessonFormatException || cause instanceof NotebookFormatException) {
            return CommandException.because((Exception) cause);
        }
        return CommandException.cannot("can't verify: " + cause, cause);
    }

    private Verified verify(Course course, String name, int all) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var runner = new NotebookRunner(OwnKernel.ofLessons()::command);
        var count = new int[1];
        say(name + " ...");
        var differences = course.verify(name, (notebook, folder) -> {
            try {
                var result =
                        runner.run(notebook, folder, new RunOptions(Optional.of(CELL), true), progress(name, count));
                count[0] = result.cellsRun();
                return true;
            } catch (KernelException e) {
                throw new IOException(name + ": " + e.reason(), e);
            }
        });
        var verified = new Verified(name, count[0], Duration.ofNanos(System.nanoTime() - begin), differences);
        say("[%d/%d] %s: %s, %s"
                .formatted(
                        done.incrementAndGet(),
                        all,
                        name,
                        differences.isEmpty() ? "as recorded" : count(differences),
                        Units.time(verified.time())));
        return verified;
    }

    /** Shows progress on a screen; in a log, a line at the end of each lesson is enough. */
    private RunListener progress(String name, int[] count) {
        return new RunListener() {
            @Override
            public void started(int number, int all, NotebookCell cell) {
                count[0]++;
                if (terminal.interactive()) {
                    say(name + ": cell " + number + " of " + all);
                }
            }
        };
    }

    private synchronized void say(String line) {
        var out = spec.commandLine().getErr();
        out.println(line);
        out.flush();
    }

    private static String count(List<OutputDifference> differences) {
        return differences.size() == 1 ? "1 difference" : differences.size() + " differences";
    }

    private int report(List<Verified> all) {
        var out = spec.commandLine().getOut();
        var colors = new AnsiColors(terminal.colours());
        int width = all.stream().mapToInt(each -> each.name().length()).max().orElse(6);
        out.printf("%-" + width + "s  cells        time  result%n", "lesson");
        for (var each : all) {
            var result = each.differences().isEmpty() ? colors.good("ok") : colors.bad(count(each.differences()));
            out.printf("%-" + width + "s  %5d  %10s  %s%n", each.name(), each.cells(), Units.time(each.time()), result);
        }
        for (var each : all) {
            for (var difference : each.differences()) {
                out.println();
                out.println(colors.bold(each.name() + ", cell " + difference.cell()) + "  " + difference.code());
                out.println("  " + difference.what() + ":");
                out.println("    recorded  " + difference.recorded());
                out.println("    got       " + difference.got());
            }
        }
        out.flush();
        return all.stream().allMatch(each -> each.differences().isEmpty()) ? ExitCode.OK : ExitCode.FAILED;
    }
}
