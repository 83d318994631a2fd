package org.forkbook.worker.launch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.forkbook.worker.agent.WorkerMain;

/**
 * The command of a worker JVM on another machine: unlike a {@link WorkerCommand}, it has nothing that depends on this
 * machine, such as its folders, its memory or its archive of classes.
 *
 * @param options the options for the {@code java} command
 * @param classPath jars and folders of this machine
 * @param mainClass the class to run
 * @param environment environment variables to set besides the machine's own
 */
public record NodeCommand(
        List<String> options, List<String> classPath, String mainClass, Map<String, String> environment) {
    /** The system properties that are read when a JVM starts, and that mean the same everywhere. */
    private static final List<String> AT_START =
            List.of("file.encoding", "user.country", "user.language", "user.timezone", "user.variant");

    /** The command for a worker that starts now. */
    public static NodeCommand of(WorkerOptions options) {
        var arguments = new ArrayList<>(WorkerCommand.fast());
        arguments.add("-XX:+IgnoreUnrecognizedVMOptions"); // The machine's Java may be of another version.
        if (NodeCommand.class.desiredAssertionStatus()) {
            arguments.add("-ea");
        }
        for (var option : InheritedOptions.own()) {
            if (!option.startsWith("-Xmx") && !arguments.contains(option)) {
                arguments.add(option);
            }
        }
        for (var name : AT_START) {
            var value = System.getProperty(name);
            if (value != null && !value.isEmpty()) {
                arguments.add("-D" + name + "=" + value);
            }
        }
        arguments.addAll(options.jvmOptions());
        var environment = new HashMap<>(ProcessEnvironment.current().variables());
        environment.putAll(options.environment());
        return new NodeCommand(
                List.copyOf(arguments),
                List.copyOf(WorkerCommand.classPathEntries()),
                WorkerMain.class.getName(),
                Map.copyOf(environment));
    }
}
