package org.forkbook.multiprocessing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.forkbook.worker.launch.WorkerOptions;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of {@linkplain WorkerProcess.Builder processes} and of {@linkplain
 * org.forkbook.multiprocessing.pool.ProcessPool.Builder pools} have in common: how the JVM of each process is
 * launched.
 *
 * @param <B> the builder itself
 */
public abstract class LaunchSettings<B extends LaunchSettings<B>> {
    private StartMethod startMethod = StartMethod.PREFORK;
    private List<String> jvmOptions = List.of();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new LinkedHashMap<>();
    private @Nullable Path workingDirectory;

    /** For the library's own builders. */
    protected LaunchSettings() {}

    /** How the process is started; of a pool, each worker's. */
    public final B startMethod(StartMethod method) {
        startMethod = Objects.requireNonNull(method, "startMethod");
        return self();
    }

    /** Options for the process's {@code java} command, such as {@code -Xmx512m}; they override the default ones. */
    public final B jvmOptions(String... options) {
        jvmOptions = List.of(options);
        return self();
    }

    /** An environment variable of the process, in addition to those that it inherits. */
    public final B environment(String variable, String value) {
        if (variable.isEmpty() || variable.indexOf('=') >= 0 || variable.indexOf(0) >= 0) {
            throw new IllegalArgumentException("no environment variable can be named \"" + variable + "\"");
        }
        environment.put(variable, Objects.requireNonNull(value, () -> "the value of " + variable));
        return self();
    }

    /** A system property of the process, in addition to those that it inherits. */
    public final B systemProperty(String key, String value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a system property needs a name");
        }
        systemProperties.put(key, Objects.requireNonNull(value, () -> "the value of " + key));
        return self();
    }

    /** The process's working directory; by default this program's. */
    public final B workingDirectory(Path directory) {
        workingDirectory = Objects.requireNonNull(directory, "workingDirectory");
        return self();
    }

    @SuppressWarnings("unchecked") // By the class's type parameter.
    private B self() {
        return (B) this;
    }

    /** The options of a worker's JVM with the current settings; later changes don't affect them. */
    protected final WorkerOptions options(String name) {
        return new WorkerOptions(
                name,
                jvmOptions,
                environment,
                systemProperties,
                workingDirectory,
                List.of(),
                startMethod == StartMethod.SPAWN,
                true,
                Frontend.current().origin());
    }
}
