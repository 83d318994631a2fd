package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.course.Course;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forkbook lessons}: converts lessons' sources to notebooks, and back. */
@Command(
        name = "lessons",
        description = {
            "Builds notebooks from lessons' sources, and sources from notebooks.",
            "A source is a Markdown file that jupytext reads too: lessons/05-squares.md becomes notebooks/05-squares.ipynb."
        },
        subcommands = {LessonsBuildCommand.class, LessonsImportCommand.class})
final class LessonsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The folders of sources and notebooks: options that the subcommands share. */
    static final class Folders {

        @Option(
                names = "--lessons",
                paramLabel = "DIR",
                description = "The sources' folder (default: the checkout's lessons/).")
        private @Nullable Path lessons;

        @Option(
                names = "--notebooks",
                paramLabel = "DIR",
                description = "The notebooks' folder (default: the checkout's notebooks/).")
        private @Nullable Path notebooks;

        Course course() {
            var root = Checkout.folder().orElse(Path.of(""));
            var sources = lessons != null ? lessons : root.resolve("lessons");
            if (!Files.isDirectory(sources)) {
                throw CommandException.cannot("there is no folder " + sources.toAbsolutePath()
                        + "; use --lessons DIR to name the folder of the lessons");
            }
            return new Course(sources, notebooks != null ? notebooks : root.resolve("notebooks"));
        }

        /** The selected lessons; {@code 5} is the one whose name starts with {@code 05-}. */
        List<String> names(Course course, List<String> lessons) throws IOException {
            var all = course.names();
            if (lessons.isEmpty()) {
                return all;
            }
            var chosen = new ArrayList<String>();
            for (var wanted : lessons) {
                chosen.add(all.stream()
                        .filter(name ->
                                name.equals(wanted) || name.matches("0*" + wanted.replaceAll("\\W", "") + "-.*"))
                        .findFirst()
                        .orElseThrow(() -> CommandException.cannot(
                                "there is no lesson " + wanted + "; there are: " + String.join(", ", all))));
            }
            return chosen;
        }
    }
}
