package org.forkbook.worker.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a worker JVM is started, where that differs from its parent.
 *
 * @param name its name
 * @param jvmOptions options for the {@code java} command, after the default ones, so that they win
 * @param environment variables to set besides those it inherits
 * @param systemProperties properties to set besides those it inherits
 * @param workingDirectory where it starts; null for the parent's
 * @param addedClassPath jars and folders that were added to the class path since the parent began
 * @param fresh whether it must be a new JVM even when a spare one would do
 * @param daemon whether its parent ends without waiting for it
 * @param origin what in the program made it, such as a notebook's cell; empty when that says nothing
 */
public record WorkerOptions(
        String name,
        List<String> jvmOptions,
        Map<String, String> environment,
        Map<String, String> systemProperties,
        @Nullable Path workingDirectory,
        List<Path> addedClassPath,
        boolean fresh,
        boolean daemon,
        String origin) {

    /** Copies the collections. */
    public WorkerOptions {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
        systemProperties = Map.copyOf(systemProperties);
        addedClassPath = List.copyOf(addedClassPath);
    }

    /** A worker like its parent in all. */
    public static WorkerOptions named(String name) {
        return new WorkerOptions(name, List.of(), Map.of(), Map.of(), null, List.of(), false, true, "");
    }

    /** The same under another name. */
    public WorkerOptions called(String another) {
        return new WorkerOptions(
                another,
                jvmOptions,
                environment,
                systemProperties,
                workingDirectory,
                addedClassPath,
                fresh,
                daemon,
                origin);
    }

    /** The same with a longer class path. */
    public WorkerOptions withAddedClassPath(List<Path> added) {
        return new WorkerOptions(
                name, jvmOptions, environment, systemProperties, workingDirectory, added, fresh, daemon, origin);
    }

    /** The same for a worker that its parent waits for, or doesn't. */
    public WorkerOptions asDaemon(boolean isDaemon) {
        return new WorkerOptions(
                name,
                jvmOptions,
                environment,
                systemProperties,
                workingDirectory,
                addedClassPath,
                fresh,
                isDaemon,
                origin);
    }

    /** Whether a JVM that was started before anyone knew of these options can take them on. */
    boolean fitSpare() {
        return !fresh && jvmOptions.isEmpty() && environment.isEmpty() && workingDirectory == null;
    }
}
