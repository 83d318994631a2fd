package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.forkbook.client.KernelException;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunOptions;
import org.forkbook.course.Course;
import org.forkbook.course.LessonFormatException;
import org.forkbook.notebook.Notebook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forkbook lessons build}: builds notebooks from lessons' sources, and executes them. */
@Command(
        name = "build",
        description = {
            "Builds notebooks from lessons' sources, executes them, and writes them with their outputs.",
            "Notebooks that are up to date are not changed. If only prose has changed, nothing is executed."
        })
final class LessonsBuildCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LessonsCommand.Folders folders = new LessonsCommand.Folders();

    @Parameters(paramLabel = "LESSON", description = "Names or numbers of lessons, such as 5 (default: all).")
    private List<String> lessons = List.of();

    @Option(names = "--force", description = "Also execute notebooks that are up to date.")
    private boolean force;

    @Option(
            names = "--keep-outputs",
            description = "Execute nothing, even if exercises and checks have changed: keep the outputs, such as"
                    + " measurements of an idle machine.")
    private boolean keepOutputs;

    @Option(
            names = "--check",
            description = "Build nothing; show what would be built, and exit with 1 if there is anything.")
    private boolean check;

    @Option(
            names = "--with-solutions",
            paramLabel = "DIR",
            description =
                    "Build the instructor's notebooks instead, with solutions, hidden tests and all outputs, in DIR.")
    private Optional<Path> withSolutions = Optional.empty();

    LessonsBuildCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var course = folders.course();
        try {
            var failures = new ArrayList<String>();
            for (var name : folders.names(course, lessons)) {
                if (withSolutions.isPresent()) {
                    buildWithSolutions(course, name, withSolutions.get(), failures);
                } else if (!force && course.isBuilt(name)) {
                    say(course.notebook(name) + " is up to date");
                } else if (check) {
                    failures.add(course.notebook(name) + " differs from its source: build it");
                } else if (keepOutputs && course.renewExercises(name)) {
                    say(course.notebook(name) + " has the new text; its outputs were kept, and nothing was executed");
                } else if (keepOutputs) {
                    failures.add(
                            course.source(name) + ": a cell that shows outputs has changed, so it has to be executed:"
                                    + " build it without --keep-outputs");
                } else if (!force && course.renewProse(name)) {
                    say(course.notebook(name) + " has the new prose; code and outputs are unchanged");
                } else {
                    build(course, name, failures);
                }
            }
            failures.forEach(this::say);
            return failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        } catch (LessonFormatException e) {
            throw CommandException.because(e);
        } catch (IOException e) {
            throw CommandException.cannot("can't build: " + e.getMessage(), e);
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    private void build(Course course, String name, List<String> failures) throws IOException, InterruptedException {
        var screen = new RunScreen(spec.commandLine().getOut(), terminal, true);
        screen.opened(course.source(name));
        var runner = new NotebookRunner(OwnKernel.ofLessons()::command);
        course.build(name, (notebook, folder) -> {
            var failure = run(runner, notebook, folder, course.notebook(name), screen);
            failure.ifPresent(reason -> failures.add(course.source(name) + ": " + reason));
            return failure.isEmpty();
        });
    }

    private void buildWithSolutions(Course course, String name, Path target, List<String> failures)
            throws IOException, InterruptedException {
        var screen = new RunScreen(spec.commandLine().getOut(), terminal, true);
        screen.opened(course.source(name));
        var runner = new NotebookRunner(OwnKernel.ofLessons()::command);
        course.buildWithSolutions(name, target, (notebook, folder) -> {
            var failure = run(runner, notebook, folder, target, screen);
            failure.ifPresent(reason -> failures.add(course.source(name) + ": " + reason));
            return failure.isEmpty();
        });
    }

    /** Runs a notebook; returns why it failed, if it did. */
    private static Optional<String> run(
            NotebookRunner runner, Notebook notebook, Path folder, Path target, RunScreen screen)
            throws InterruptedException {
        try {
            var result = runner.run(notebook, folder, RunOptions.defaults(), screen);
            if (result.failure().isEmpty()) {
                screen.finished(target, result);
                return Optional.empty();
            }
            var reason = result.failure().get() + " (the notebook was not changed)";
            screen.failed(reason);
            return Optional.of(reason);
        } catch (KernelException e) {
            screen.failed(e.reason());
            return Optional.of(e.reason());
        }
    }
}
