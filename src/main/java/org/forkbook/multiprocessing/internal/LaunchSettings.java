package org.forkbook.multiprocessing.internal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.worker.launch.WorkerOptions;
import org.jspecify.annotations.Nullable;

/** The launch options that a builder collects for its workers; each is validated when it is set. */
public final class LaunchSettings {
    private StartMethod startMethod = StartMethod.PREFORK;
    private List<String> jvmOptions = List.of();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new LinkedHashMap<>();
    private @Nullable Path workingDirectory;

    public void startMethod(StartMethod method) {
        startMethod = Objects.requireNonNull(method, "startMethod");
    }

    public void jvmOptions(String... options) {
        jvmOptions = List.of(options);
    }

    public void environment(String variable, String value) {
        if (variable.isEmpty() || variable.indexOf('=') >= 0 || variable.indexOf(0) >= 0) {
            throw new IllegalArgumentException("no environment variable can be named \"" + variable + "\"");
        }
        environment.put(variable, Objects.requireNonNull(value, () -> "the value of " + variable));
    }

    public void systemProperty(String key, String value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a system property needs a name");
        }
        systemProperties.put(key, Objects.requireNonNull(value, () -> "the value of " + key));
    }

    public void workingDirectory(Path directory) {
        workingDirectory = Objects.requireNonNull(directory, "workingDirectory");
    }

    /** The options of a worker's JVM with the current settings; later changes don't affect them. */
    public WorkerOptions options(String name) {
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
