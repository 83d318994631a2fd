package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.forkbook.client.KernelException;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunOptions;
import org.forkbook.client.RunResult;
import org.forkbook.notebook.Notebook;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forkbook run}: runs notebooks in the real kernel, and shows their cells' outputs. */
@Command(
        name = "run",
        description = {
            "Runs notebooks from top to bottom and shows the output of their cells.",
            "Each notebook runs in its own kernel, in the notebook's folder. This needs nothing but a JDK."
        })
final class RunCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NOTEBOOK",
            description = "The .ipynb files, or folders of them (default: all in the folder notebooks).")
    private List<Path> notebooks = List.of();

    @ArgGroup(exclusive = true)
    private Copies copies = new Copies();

    /** The options for the destination of executed notebooks; at most one is chosen. */
    static final class Copies {

        @Option(
                names = {"-o", "--output-dir"},
                paramLabel = "DIR",
                description = "Where the executed copies go (default: executed, in this folder).")
        private Path outputFolder = Path.of("executed");

        @Option(names = "--inplace", description = "Write the outputs into the notebooks themselves.")
        private boolean inPlace;
    }

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long a cell may take. After that it is interrupted, and its notebook fails.")
    private Optional<Double> timeout = Optional.empty();

    @Option(names = "--allow-errors", description = "Continue after a cell that ends with an error.")
    private boolean allowErrors;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no outputs, only how each notebook ended.")
    private boolean quiet;

    @Option(names = "--heap", paramLabel = "SIZE", description = "The maximum heap of a notebook's kernel, such as 2g.")
    private Optional<String> heap = Optional.empty();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Answers cells that ask for input with the lines of a file, or of standard input for -."
                    + " Without this option, the user at the terminal is asked.")
    private Optional<Path> input = Optional.empty();

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var options = new RunOptions(timeout.map(RunCommand::duration), allowErrors);
        var files = new NotebookFiles(notebooks).found();
        var targets = copies.inPlace ? files : NotebookCopies.of(files, copies.outputFolder);
        var runner = new NotebookRunner(
                OwnKernel.spec(heap.map(JvmOptions::heap).stream().toList())::command);
        var failures = new ArrayList<String>();
        try (var answers = RunInput.open(input, Terminal.hasReader())) {
            for (int i = 0; i < files.size(); i++) {
                var failure = run(runner, files.get(i), targets.get(i), options, answers);
                failure.ifPresent(reason -> failures.add(reason));
            }
        }
        if (files.size() > 1) {
            summarize(files.size(), failures);
        }
        return failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Says how many notebooks ran, and again what failed. */
    private void summarize(int count, List<String> failures) {
        var out = spec.commandLine().getOut();
        var colors = new AnsiColors(terminal.colours());
        out.println();
        failures.forEach(failure -> out.println(colors.bad("FAILED  ") + colors.foreign(failure)));
        out.println("%d of %d notebooks ran to the end".formatted(count - failures.size(), count));
        out.flush();
    }

    /** Runs one notebook; returns why it failed, if it did. */
    private Optional<String> run(NotebookRunner runner, Path file, Path target, RunOptions options, RunInput answers)
            throws InterruptedException {
        var screen = new RunScreen(spec.commandLine().getOut(), terminal, quiet);
        screen.opened(file);
        try {
            var notebook = Notebook.read(file);
            if (!notebook.language().isEmpty() && !notebook.language().equalsIgnoreCase("java")) {
                return failed(screen, file, "its language is " + notebook.language() + "; Forkbook runs Java");
            }
            var folder = file.toAbsolutePath().getParent();
            var result = runner.run(
                    notebook, folder == null ? Path.of("") : folder, options.answeredBy(answers.on(screen)), screen);
            return written(screen, file, notebook, target, result);
        } catch (IOException e) {
            return failed(screen, file, reason(e, file));
        } catch (KernelException e) {
            return failed(screen, file, e.reason());
        }
    }

    private Optional<String> written(RunScreen screen, Path file, Notebook notebook, Path target, RunResult result)
            throws IOException {
        var failure = result.failure();
        if (failure.isEmpty()) {
            notebook.write(target);
            screen.finished(target, result);
            return Optional.empty();
        }
        if (copies.inPlace) {
            return failed(screen, file, failure.get() + " (the file was not changed)");
        }
        notebook.write(target);
        return failed(screen, file, failure.get() + " (partial copy: " + target + ")");
    }

    private static Optional<String> failed(RunScreen screen, Path file, String reason) {
        screen.failed(reason);
        return Optional.of(file + ": " + reason);
    }

    private static String reason(IOException e, Path file) {
        var message = String.valueOf(e.getMessage());
        if (e instanceof FileSystemException trouble) {
            var why = trouble.getReason();
            return "can't use " + trouble.getFile() + ": "
                    + (why == null ? e.getClass().getSimpleName().replace("Exception", "") : why);
        }
        // The line already starts with the file's name.
        return message.startsWith(file + " ")
                ? message.substring(file.toString().length() + 1)
                : message;
    }

    private static Duration duration(double seconds) {
        if (!(seconds > 0)) {
            throw CommandException.cannot("--timeout must be a positive number of seconds, got " + seconds);
        }
        return Duration.ofMillis(Math.max(1, Math.round(Math.min(seconds, 1e9) * 1000)));
    }
}
