package org.forkbook.kernel.bytecode;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.forkbook.worker.launch.Utf8Command;
import org.jspecify.annotations.Nullable;

/**
 * Replacements for a notebook's calls that use the process's working directory, environment or streams: they use the
 * directory and the variables that magics have set, and the cell's streams.
 *
 * <p>Public because the code of notebooks refers to it; not for use by hand. Workers need none of it: they are started
 * in the folder, with the environment.
 */
public final class WorkingDirectoryCalls {

    private WorkingDirectoryCalls() {}

    /** In place of {@link Path#of(String, String...)} and {@code Paths.get}. */
    public static Path path(String first, String... more) {
        var path = Path.of(first, more);
        var environment = ProcessEnvironment.current();
        return environment.isWhereItBegan() || path.isAbsolute() ? path : environment.resolve(path);
    }

    /** The name of a file, for what takes names as texts. */
    public static @Nullable String name(@Nullable String name) {
        var environment = ProcessEnvironment.current();
        return name == null || name.isEmpty() || environment.isWhereItBegan()
                ? name
                : environment.resolve(Path.of(name)).toString();
    }

    /** In place of {@link System#getenv(String)}. */
    public static @Nullable String getenv(String name) {
        var own = ProcessEnvironment.current().variables().get(name);
        return own == null ? System.getenv(name) : own;
    }

    /** In place of {@link System#getenv()}. */
    public static Map<String, String> getenv() {
        var environment = ProcessEnvironment.current();
        return environment.variables().isEmpty() ? System.getenv() : environment.environment();
    }

    /** In place of {@link ProcessBuilder#start()}. */
    public static Process start(ProcessBuilder builder) throws IOException {
        var words = builder.command();
        try {
            return InheritingProcess.start(here(builder));
        } finally {
            builder.command(words);
        }
    }

    /** In place of {@link ProcessBuilder#startPipeline}. */
    public static List<Process> startPipeline(List<ProcessBuilder> builders) throws IOException {
        var words = builders.stream().map(ProcessBuilder::command).toList();
        try {
            return InheritingProcess.startPipeline(
                    builders.stream().map(WorkingDirectoryCalls::here).toList());
        } finally {
            for (int i = 0; i < words.size(); i++) {
                builders.get(i).command(words.get(i));
            }
        }
    }

    private static ProcessBuilder here(ProcessBuilder builder) {
        return Utf8Command.pass(ProcessEnvironment.current().start(builder));
    }

    /** In place of {@link Runtime#exec(String)}. */
    public static Process exec(Runtime runtime, String command) throws IOException {
        return exec(runtime, command, null, null);
    }

    /** In place of {@link Runtime#exec(String, String[])}. */
    public static Process exec(Runtime runtime, String command, String @Nullable [] environment) throws IOException {
        return exec(runtime, command, environment, null);
    }

    /** In place of {@link Runtime#exec(String, String[], File)}. */
    public static Process exec(Runtime runtime, String command, String @Nullable [] environment, @Nullable File folder)
            throws IOException {
        var words = Collections.list(new StringTokenizer(command)).toArray(new String[0]);
        if (words.length == 0) {
            throw new IllegalArgumentException("Empty command");
        }
        return exec(runtime, words, environment, folder);
    }

    /** In place of {@link Runtime#exec(String[])}. */
    public static Process exec(Runtime runtime, String[] command) throws IOException {
        return exec(runtime, command, null, null);
    }

    /** In place of {@link Runtime#exec(String[], String[])}. */
    public static Process exec(Runtime runtime, String[] command, String @Nullable [] environment) throws IOException {
        return exec(runtime, command, environment, null);
    }

    /** In place of {@link Runtime#exec(String[], String[], File)}. */
    public static Process exec(
            Runtime runtime, String[] command, String @Nullable [] environment, @Nullable File folder)
            throws IOException {
        Objects.requireNonNull(runtime);
        var builder = new ProcessBuilder(command).directory(folder);
        if (environment != null) {
            builder.environment().clear();
            for (var variable : environment) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
        }
        return start(builder);
    }
}
