package org.forkbook.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernelspec.Archive;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/**
 * Background refresh of the CDS archive that this kernel starts from: when the JDK or the jar has changed since the
 * archive was made, a child process makes a new one, at the lowest priority and not in this kernel's first half minute.
 */
final class CdsArchiveRefresh {

    private static final long DELAY_SECONDS = 30;
    private static final Path NICE = Path.of("/usr/bin/nice");

    private CdsArchiveRefresh() {}

    /** Starts the refresh, if this kernel has an archive that is out of date and in a folder that is ours. */
    static void begin() {
        var file = System.getProperty(Archive.PROPERTY);
        if (file != null && System.getProperty(Archive.TRAINING) == null) {
            var archive = new Archive(
                    Path.of(file),
                    Path.of(System.getProperty("java.class.path", "")),
                    Path.of(System.getProperty("java.home"), "bin", "java"));
            ServiceThread.forTask("forkbook-archive", () -> look(archive), FailureHandler.logging("The class archive"))
                    .start();
        }
    }

    private static void look(Archive archive) {
        try {
            TimeUnit.SECONDS.sleep(DELAY_SECONDS);
            if (!archive.isCurrent() && archive.isPossible()) {
                make(archive);
            }
        } catch (InterruptedException | IOException e) {
            // The kernel is ending, or can't start a process: the next kernel checks again.
        }
    }

    private static void make(Archive archive) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command(archive))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        var end = new Thread(
                () -> {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                },
                "forkbook-archive-end");
        Runtime.getRuntime().addShutdownHook(end);
        process.getOutputStream().close();
        process.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
    }

    private static List<String> command(Archive archive) {
        var command = new ArrayList<String>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "19"));
        }
        command.addAll(List.of(
                archive.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                archive.jar().toString(),
                "archive",
                archive.file().toString()));
        return command;
    }
}
