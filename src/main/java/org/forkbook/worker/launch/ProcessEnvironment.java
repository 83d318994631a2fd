package org.forkbook.worker.launch;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a program works in, and the environment variables that it has set, as far as a JVM can change them: the
 * processes that it starts from then on really work there.
 *
 * <p>No JVM can change its own folder or its own environment: what in this process goes by them has to ask here.
 */
public final class ProcessEnvironment {

    private static volatile ProcessEnvironment current = new ProcessEnvironment(null, Map.of());

    private final @Nullable Path folder;
    private final Map<String, String> variables;

    private ProcessEnvironment(@Nullable Path folder, Map<String, String> variables) {
        this.folder = folder;
        this.variables = variables;
    }

    /** The one in force. */
    public static ProcessEnvironment current() {
        return current;
    }

    /** Goes to another folder; a relative one starts from the one before. */
    public static synchronized void enter(Path folder) {
        current = new ProcessEnvironment(current.resolve(folder).normalize(), current.variables);
    }

    /** Sets an environment variable. */
    public static synchronized void set(String name, String value) {
        var more = new HashMap<>(current.variables);
        more.put(name, value);
        current = new ProcessEnvironment(current.folder, Map.copyOf(more));
    }

    /** Puts all back to how the process was started. */
    public static synchronized void leave() {
        current = new ProcessEnvironment(null, Map.of());
    }

    /** Whether it is still the folder that the process was started in. */
    public boolean isWhereItBegan() {
        return folder == null;
    }

    /** The folder, absolute. */
    public Path folder() {
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }

    /** A path, absolute: a relative one starts from the folder. */
    public Path resolve(Path path) {
        return folder().resolve(path);
    }

    /** The variables that were set since the process began. */
    public Map<String, String> variables() {
        return variables;
    }

    /** All environment variables. */
    public Map<String, String> environment() {
        var all = new HashMap<>(System.getenv());
        all.putAll(variables);
        return Map.copyOf(all);
    }

    /** Has a process start here, unless it has a folder of its own. */
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
