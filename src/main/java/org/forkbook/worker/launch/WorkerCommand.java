package org.forkbook.worker.launch;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.forkbook.worker.agent.WorkerMain;

/**
 * The command line of a worker JVM and the place that it starts in: the parent's Java, class path and options, and what makes a
 * JVM start fast. Two that are equal start workers that are as good as each other.
 */
record WorkerCommand(List<String> line, ProcessEnvironment environment) {
    /** What has to be known when a JVM starts; every other property is set once it runs. */
    private static final List<String> AT_START = List.of(
            "file.encoding",
            "forkbook.memory.folder",
            "java.io.tmpdir",
            "java.library.path",
            "java.security.manager",
            "user.country",
            "user.home",
            "user.language",
            "user.timezone",
            "user.variant");

    /** Properties that each JVM makes for itself. */
    private static final Set<String> OWN = Set.of("line.separator", "path.separator", "file.separator");

    /** The one for a worker that starts now. */
    static WorkerCommand of(WorkerOptions options) {
        return new WorkerCommand(List.copyOf(lineOf(options)), ProcessEnvironment.current());
    }

    ProcessBuilder builder(WorkerOptions options) {
        var builder = new ProcessBuilder(line);
        builder.environment().putAll(options.environment());
        if (options.workingDirectory() != null) {
            builder.directory(options.workingDirectory().toFile());
        }
        return Utf8Command.pass(environment.start(builder));
    }

    private static List<String> lineOf(WorkerOptions options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(fast());
        if (movesArchives()) {
            command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"));
        }
        command.addAll(archived());
        command.addAll(selectors());
        if (WorkerCommand.class.desiredAssertionStatus()) {
            command.add("-ea");
        }
        command.addAll(InheritedOptions.own());
        for (var name : AT_START) {
            var value = System.getProperty(name);
            if (value != null) {
                command.add("-D" + name + "=" + value);
            }
        }
        command.addAll(options.jvmOptions());
        command.add("-cp");
        command.add(classPath());
        command.add(WorkerMain.class.getName());
        return command;
    }

    /** An installed kernel has an archive of classes for its workers; in the same place, where one could be made. */
    private static List<String> archived() {
        var kernels = System.getProperty("forkbook.archive");
        if (kernels == null || !Files.exists(Path.of(kernels + "-workers"))) {
            return List.of();
        }
        return List.of("-XX:SharedArchiveFile=" + kernels + "-workers", "-Xlog:disable");
    }

    /**
     * The JDKs that map the archive of classes at another address in each process, and so give each worker a copy of its own:
     * 7 MB, and a tenth of the processor time of a start. What later ones do hasn't been tried; a JVM doesn't start with an
     * option that it doesn't know.
     */
    private static boolean movesArchives() {
        int feature = Runtime.version().feature();
        return feature >= 17 && feature <= 25;
    }

    /**
     * What this JDK's sockets are made by. A JVM that isn't told looks into every jar of its class path for something else,
     * a tenth of a worker's start.
     */
    private static List<String> selectors() {
        var provider = SelectorProvider.provider().getClass();
        return provider.getModule().equals(Object.class.getModule())
                ? List.of("-D" + SelectorProvider.class.getName() + "=" + provider.getName())
                : List.of();
    }

    private static List<String> fast() {
        return List.of(
                // One collector thread and a small footprint: workers share the machine with each other.
                "-XX:+UseSerialGC",
                // Keeps a long loop from holding up the end of the process when the parent has gone.
                "-XX:+UseCountedLoopSafepoints",
                "-XX:LoopStripMiningIter=1000",
                // No file in the temp folder for jps and its like, which a kill would leave behind.
                "-XX:-UsePerfData");
    }

    private static String classPath() {
        var entries = new LinkedHashSet<String>();
        for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        for (var module : ApplicationModules.all().values()) {
            entries.add(module.toString());
        }
        entries.add(ownPlace());
        return String.join(File.pathSeparator, entries);
    }

    /** Where Forkbook itself was loaded from, which need not be the application's class path. */
    private static String ownPlace() {
        try {
            return Path.of(WorkerCommand.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Forkbook was loaded from a location that is not a file", e);
        }
    }

    /** The system properties that a worker gets once it runs: those of the parent that aren't the JVM's own. */
    static Map<String, String> properties(WorkerOptions options) {
        var all = new LinkedHashMap<String, String>();
        var current = System.getProperties();
        for (var name : current.stringPropertyNames()) {
            boolean own = name.startsWith("java.")
                    || name.startsWith("sun.")
                    || name.startsWith("jdk.")
                    || name.startsWith("os.")
                    || name.startsWith("user.")
                    || name.startsWith("native.")
                    || name.startsWith("stdout.")
                    || name.startsWith("stderr.")
                    || OWN.contains(name);
            if (!own || name.equals("java.awt.headless")) {
                all.put(name, current.getProperty(name));
            }
        }
        all.putAll(options.systemProperties());
        return all;
    }
}
