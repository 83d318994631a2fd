package org.forkbook.worker.launch;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The virtual working directory and environment of this process: the processes that it starts from then on really
 * have them. Used in the parent and in workers.
 *
 * <p>A JVM can't change its own directory or environment, so code in this process that depends on them has to use
 * this class.
 */
public final class ProcessEnvironment {

    private static volatile ProcessEnvironment current = new ProcessEnvironment(null, Map.of());

    private final @Nullable Path folder;
    private final Map<String, String> variables;

    private ProcessEnvironment(@Nullable Path folder, Map<String, String> variables) {
        this.folder = folder;
        this.variables = variables;
    }

    /** The current environment. */
    public static ProcessEnvironment current() {
        return current;
    }

    /** Changes the working directory; a relative path is resolved against the current one. */
    public static synchronized void enter(Path folder) {
        current = new ProcessEnvironment(current.resolve(folder).normalize(), current.variables);
    }

    /** Sets an environment variable. */
    public static synchronized void set(String name, String value) {
        var more = new HashMap<>(current.variables);
        more.put(name, value);
        current = new ProcessEnvironment(current.folder, Map.copyOf(more));
    }

    /** Restores everything to the state at the start of the process. */
    public static synchronized void leave() {
        current = new ProcessEnvironment(null, Map.of());
    }

    /** Whether the working directory is the one that the process was started in. */
    public boolean isWhereItBegan() {
        return folder == null;
    }

    /** The working directory, absolute. */
    public Path folder() {
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }

    /** Resolves a path against the working directory. */
    public Path resolve(Path path) {
        return folder().resolve(path);
    }

    /** The variables that were set since the process started. */
    public Map<String, String> variables() {
        return variables;
    }

    /** All environment variables. */
    public Map<String, String> environment() {
        var all = new HashMap<>(System.getenv());
        all.putAll(variables);
        return Map.copyOf(all);
    }

    /** Has a process start in this environment, unless its builder has a directory of its own. */
    public ProcessBuilder start(ProcessBuilder builder) {
        if (builder.directory() == null && folder != null) {
            builder.directory(folder.toFile());
        }
        variables.forEach((name, value) -> {
            var own = builder.environment().get(name);
            if (own == null || own.equals(System.getenv(name))) {
                builder.environment().put(name, value);
            }
        });
        return builder;
    }
}
