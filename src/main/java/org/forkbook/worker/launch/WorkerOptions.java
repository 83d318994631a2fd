package org.forkbook.worker.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a worker JVM, where they differ from its parent's.
 *
 * @param name the worker's name
 * @param jvmOptions options for the {@code java} command, after the default ones, so that they win
 * @param environment environment variables to set besides the inherited ones
 * @param systemProperties system properties to set besides the inherited ones
 * @param workingDirectory its working directory; null for the parent's
 * @param addedClassPath jars and directories that were added to the class path since the parent started
 * @param fresh whether it must be a new JVM even if a spare would fit
 * @param daemon whether its parent exits without waiting for it
 * @param origin what in the program created it, such as a notebook's cell; empty if that is not known
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

    /** The options of a worker that is like its parent in all but the name. */
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

    /** The same with or without the daemon flag. */
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

    /** Whether a spare, which was started before these options were known, can adopt them. */
    boolean fitSpare() {
        return !fresh && jvmOptions.isEmpty() && environment.isEmpty() && workingDirectory == null;
    }
}
