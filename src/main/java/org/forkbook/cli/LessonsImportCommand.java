package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.forkbook.course.LessonFormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forkbook lessons import}: imports notebooks edited in JupyterLab into their sources. */
@Command(
        name = "import",
        description = "Writes notebooks that were edited in JupyterLab back to their sources, without outputs: a build"
                + " creates them again.")
final class LessonsImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LessonsCommand.Folders folders = new LessonsCommand.Folders();

    @Parameters(arity = "1..*", paramLabel = "NOTEBOOK", description = "Notebooks to import.")
    private List<Path> notebooks = List.of();

    @Override
    public Integer call() {
        var course = folders.course();
        for (var notebook : notebooks) {
            try {
                var source = course.take(notebook);
                spec.commandLine().getOut().println(notebook + " -> " + source);
            } catch (LessonFormatException e) {
                throw CommandException.because(e);
            } catch (NoSuchFileException e) {
                throw CommandException.cannot("there is no file " + e.getFile(), e);
            } catch (IOException e) {
                throw CommandException.cannot("can't import " + notebook + ": " + e.getMessage(), e);
            }
        }
        return ExitCode.OK;
    }
}
