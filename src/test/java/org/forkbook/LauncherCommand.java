package org.forkbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the launcher, {@code ./forkbook}, runs: Java with the options of a short command, and the jar. */
public final class LauncherCommand {

    private LauncherCommand() {}

    /** The words of a command. */
    public static List<String> of(String... words) {
        return with(List.of(), words);
    }

    /** The words of a command, with more options for its JVM. */
    public static List<String> with(List<String> jvmOptions, String... words) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", System.getProperty("forkbook.jar")));
        command.addAll(List.of(words));
        return command;
    }
}
