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
 * The command line, working directory and environment of a worker JVM, made by the parent: the parent's Java, class
 * path and options, and options for a fast start. Workers of equal commands are interchangeable.
 */
record WorkerCommand(List<String> line, ProcessEnvironment environment) {
    /** The system properties that are read when a JVM starts; all others are set once it runs. */
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

    /** System properties that each JVM sets for itself. */
    private static final Set<String> OWN = Set.of("line.separator", "path.separator", "file.separator");

    /** The command for a worker that starts now. */
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

    /**
     * The options for the CDS archive: an installed kernel has one for its workers, beside it, where it could be
     * created.
     */
    private static List<String> archived() {
        var kernels = System.getProperty("forkbook.archive");
        if (kernels == null || !Files.exists(Path.of(kernels + "-workers"))) {
            return List.of();
        }
        return List.of("-XX:SharedArchiveFile=" + kernels + "-workers", "-Xlog:disable");
    }

    /**
     * Whether this JDK maps the CDS archive at another address in each process, and so gives each worker a copy of
     * its own: 7 MB, and a tenth of the processor time of a start. Newer JDKs haven't been measured; a JVM doesn't
     * start with an option that it doesn't know.
     */
    private static boolean movesArchives() {
        int feature = Runtime.version().feature();
        return feature >= 17 && feature <= 25;
    }

    /**
     * The provider of this JDK's sockets. A JVM that isn't told searches every jar of its class path for another one,
     * a tenth of a worker's start.
     */
    private static List<String> selectors() {
        var provider = SelectorProvider.provider().getClass();
        return provider.getModule().equals(Object.class.getModule())
                ? List.of("-D" + SelectorProvider.class.getName() + "=" + provider.getName())
                : List.of();
    }

    static List<String> fast() {
        return List.of(
                // One collector thread and a small footprint: workers share the machine with each other.
                "-XX:+UseSerialGC",
                // Keeps a long loop from delaying the exit of the process when the parent has ended.
                "-XX:+UseCountedLoopSafepoints",
                "-XX:LoopStripMiningIter=1000",
                // No file in the temporary directory for jps and similar tools, which a kill would leave behind.
                "-XX:-UsePerfData");
    }

    private static String classPath() {
        return String.join(File.pathSeparator, classPathEntries());
    }

    /** The jars and folders of this program, its modules, and Forkbook itself. */
    static Set<String> classPathEntries() {
        var entries = new LinkedHashSet<String>();
        for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        for (var module : ApplicationModules.all().values()) {
            entries.add(module.toString());
        }
        entries.add(ownLocation());
        return entries;
    }

    /** The location that Forkbook itself was loaded from, which need not be on the application's class path. */
    private static String ownLocation() {
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
