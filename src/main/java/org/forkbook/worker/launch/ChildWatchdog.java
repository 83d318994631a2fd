package org.forkbook.worker.launch;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.forkbook.worker.agent.ProcessTree;
import org.jspecify.annotations.Nullable;

/**
 * A small shell process that ends what this process has started, itself and not through workers, once this process has
 * ended: even one that is killed has then left nothing behind.
 *
 * <p>It waits for the end of its input, which the system closes with this process. Without Linux's list of processes
 * there is no shell; what still hangs together with this process then ends in a shutdown hook, unless it is killed.
 */
public final class ChildWatchdog {
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            while read -r line; do :; done
            for round in 1 2 3; do
              found=$(grep -lsF "$1" /proc/[0-9]*/environ)
              [ -n "$found" ] || break
              for file in $found; do
                process=${file#/proc/}
                kill -9 "${process%/environ}" 2>/dev/null
              done
            done
            """;

    private static @Nullable Process shell; // guarded by the class
    private static boolean started; // guarded by the class

    private ChildWatchdog() {}

    /** Sees to it that trees of this process's children end with it; the first call starts what watches. */
    public static synchronized void watch() {
        if (started) {
            return;
        }
        started = true;
        Runtime.getRuntime().addShutdownHook(new Thread(ChildWatchdog::endChildren, "forkbook-children-end"));
        if (ProcessTree.showsMarks()) {
            try {
                var builder =
                        new ProcessBuilder("/bin/sh", "-c", SCRIPT, "forkbook-watchdog", ProcessTree.markOfChildren());
                builder.directory(Path.of("/").toFile())
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD);
                builder.environment().remove(ProcessTree.VARIABLE); // It outlives this process, whoever ends that.
                shell = builder.start();
            } catch (IOException e) {
                // No shell: then only an orderly end takes children with it.
            }
        }
    }

    private static void endChildren() {
        var own = pid();
        ProcessHandle.current()
                .descendants()
                .filter(process -> own.isEmpty() || own.getAsLong() != process.pid())
                .toList()
                .forEach(ProcessTree::endUnlessOfWorker);
    }

    /** The shell's process id, while it runs: nobody needs to see it. */
    public static synchronized OptionalLong pid() {
        return shell != null && shell.isAlive() ? OptionalLong.of(shell.pid()) : OptionalLong.empty();
    }
}
