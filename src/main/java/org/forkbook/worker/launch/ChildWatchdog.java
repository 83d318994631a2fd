package org.forkbook.worker.launch;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.forkbook.service.ShutdownSequence;
import org.forkbook.worker.agent.ProcessTree;
import org.jspecify.annotations.Nullable;

/**
 * A watchdog process, a small shell that kills the children of this process once this process has ended, even if it
 * was killed; its workers, which end by themselves, are not its concern. Started by any process that starts children.
 *
 * <p>It waits for the end of its input, which the system closes with this process. Where the system has no list of
 * processes as Linux has there is no shell; the descendants that can still be found then end in a shutdown hook,
 * unless this process is killed.
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

    /** Has a tree of children end with this process; the first call starts the watchdog. */
    public static synchronized void watch() {
        if (started) {
            return;
        }
        started = true;
        ShutdownSequence.add(ShutdownSequence.Step.END_PROCESSES, ChildWatchdog::endChildren);
        if (ProcessTree.showsMarks()) {
            try {
                var builder =
                        new ProcessBuilder("/bin/sh", "-c", SCRIPT, "forkbook-watchdog", ProcessTree.markOfChildren());
                builder.directory(Path.of("/").toFile())
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD);
                // The watchdog outlives this process, however that one ends.
                builder.environment().remove(ProcessTree.VARIABLE);
                shell = builder.start();
            } catch (IOException e) {
                // No shell: then children end only if this process exits in good order.
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

    /** The watchdog's PID while it runs, so that it can be left out of lists of processes. */
    public static synchronized OptionalLong pid() {
        return shell != null && shell.isAlive() ? OptionalLong.of(shell.pid()) : OptionalLong.empty();
    }
}
