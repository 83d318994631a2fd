package org.forkbook.cli;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.forkbook.bench.BenchListener;
import org.forkbook.bench.Benchmark;
import org.forkbook.bench.Report;
import org.forkbook.client.TemporaryFolder;
import org.forkbook.kernelspec.Archive;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.JupyterFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forkbook bench}: measures Forkbook against Python and other kernels. */
@Command(
        name = "bench",
        description = {
            "Measures Forkbook against Python's multiprocessing and other Jupyter kernels.",
            "They take turns in one run, so that other load on the machine affects all of them. Without WHAT,"
                    + " everything but growth is measured, which takes some minutes; --list shows the names."
        })
final class BenchCommand implements Callable<Integer> {

    private final JupyterFolders folders;
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "WHAT",
            description = "What to measure: names from --list, or their first parts, such as kernel, pool or growth;"
                    + " all means everything.")
    private List<String> what = List.of();

    @Option(
            names = {"-l", "--list"},
            description = "Only list what can be measured, and the contestants.")
    private boolean list;

    @Option(names = "--quick", description = "Take only a few samples, for a first impression.")
    private boolean quick;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "The Python to compare with (default: the system's python3, or the one on PATH).")
    private Optional<String> python = Optional.empty();

    @Option(
            names = "--kernel",
            paramLabel = "NAME",
            description = "Another kernel to compare with, by the name of its kernelspec; can be repeated"
                    + " (default: python3, if it is installed).")
    private List<String> kernels = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Also write all samples to this file.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write an HTML page with the tables and growth curves.")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--no-archive", description = "Measure without the class archive that `forkbook install` creates.")
    private boolean noArchive;

    BenchCommand(JupyterFolders folders, Terminal terminal) {
        this.folders = folders;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (var benchmark = benchmark(List.of())) {
            var unknown = benchmark.unknown(what);
            if (!unknown.isEmpty()) {
                throw CommandException.cannot("there is nothing to measure named " + String.join(", ", unknown)
                        + ": see forkbook bench --list");
            }
            if (list) {
                print(benchmark.items());
                return ExitCode.OK;
            }
        }
        checkWritable(json);
        checkWritable(html);
        try (var folder = TemporaryFolder.create("forkbook-bench-");
                var benchmark = benchmark(noArchive ? List.of() : archived(folder.path()))) {
            var report = benchmark.run(what, quick, new Progress());
            write(report);
            spec.commandLine().getOut().println(report);
            return ExitCode.OK;
        }
    }

    private Benchmark benchmark(List<String> jvmOptions) throws InterruptedException {
        var setup = new Benchmark.Setup(
                kernelCommand(jvmOptions),
                python.orElseGet(BenchCommand::defaultPython),
                contestants(),
                folders.searched());
        if (!kernels.isEmpty() && !setup.missing().isEmpty()) {
            throw CommandException.cannot("no kernelspec named " + String.join(", ", setup.missing()) + " in "
                    + folders.searched() + ": `jupyter kernelspec list` shows what is installed");
        }
        return Benchmark.of(setup);
    }

    /** The options of a JVM with an archive like an installed kernel's; none where it can't be made. */
    private List<String> archived(Path folder) {
        var err = spec.commandLine().getErr();
        err.println("Creating a class archive, as `forkbook install` does ...");
        err.flush();
        var archive = new Archive(
                folder.resolve("bench.jsa"),
                OwnKernel.jar(),
                JavaHome.ofThisProcess().java());
        if (ArchiveTraining.make(archive, List.of())) {
            return archive.options();
        }
        err.println("That failed; measuring without it.");
        return List.of();
    }

    /** The kernel's command line without its last two words, the kernel command and the connection file. */
    private static List<String> kernelCommand(List<String> jvmOptions) {
        var words = OwnKernel.withoutArchive(jvmOptions).command(Path.of("connection.json"));
        return words.subList(0, words.size() - 2);
    }

    /** The python3 of PATH may be a script that looks for the real one each time, so that its start takes longer. */
    private static String defaultPython() {
        var systems = Path.of("/usr/bin/python3");
        return Files.isExecutable(systems)
                ? systems.toString()
                : ExternalProgram.find("python3", System.getenv())
                        .map(ExternalProgram::toString)
                        .orElse("python3");
    }

    private List<String> contestants() {
        return kernels.isEmpty() ? List.of("python3") : kernels;
    }

    private void print(List<Benchmark.Item> items) {
        var out = spec.commandLine().getOut();
        int width = items.stream().mapToInt(item -> item.id().length()).max().orElse(0);
        for (var item : items) {
            out.printf("%-" + width + "s  %s (%s)%n", item.id(), item.title(), String.join("; ", item.contestants()));
        }
    }

    /** Checks before minutes of work that the result can be written. */
    private static void checkWritable(Optional<Path> file) {
        file.ifPresent(path -> {
            var folder = path.toAbsolutePath().getParent();
            if (Files.isDirectory(path) || folder == null || !Files.isWritable(folder)) {
                throw CommandException.cannot(
                        "can't write " + path + ": does its folder exist, and can you write to it?");
            }
        });
    }

    private void write(Report report) {
        var texts = new ArrayList<Map.Entry<Path, String>>();
        json.ifPresent(file -> texts.add(
                Map.entry(file, new GsonBuilder().setPrettyPrinting().create().toJson(report.toJson()) + "\n")));
        html.ifPresent(file -> texts.add(Map.entry(file, report.toHtml())));
        for (var text : texts) {
            try {
                Files.writeString(text.getKey(), text.getValue());
            } catch (IOException e) {
                // Still print the table, which took the time.
                spec.commandLine().getErr().println("forkbook: can't write " + text.getKey() + ": " + e.getMessage());
            }
        }
    }

    /** Progress display: on a screen one line that changes; elsewhere a line for each measure. */
    private final class Progress implements BenchListener {

        @Override
        public void opened(int number, int count, String title) {
            say(number + "/" + count + " " + title, !terminal.interactive());
        }

        @Override
        public void sampled(int number, int count, String title, int round, int rounds) {
            if (terminal.interactive()) {
                say(number + "/" + count + " " + title + ": " + round + " of " + rounds, round == rounds);
            }
        }

        private void say(String line, boolean last) {
            var err = spec.commandLine().getErr();
            if (terminal.interactive()) {
                err.print("\r\u001b[K" + line + (last ? "\n" : ""));
            } else {
                err.println(line);
            }
            err.flush();
        }
    }
}
