package org.forkbook.kernel;

import java.util.concurrent.TimeUnit;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ProcessLiveness;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * Watcher of the process that started the kernel, whose id Jupyter passes in the environment. A kernel whose parent has
 * gone serves nobody and ends.
 */
final class ParentProcess {

    /** The variable in which Jupyter puts the parent's process id; on Windows it is a handle and no use here. */
    static final String VARIABLE = "JPY_PARENT_PID";

    private static final long INTERVAL_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private ParentProcess() {}

    /** Calls {@code gone} when the process with this id ends; never when there is none. */
    static void watch(@Nullable String pid, Runnable gone) {
        if (pid == null || pid.isBlank() || System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try {
            // A parent that can't be seen hasn't necessarily ended: it may live outside of this container.
            var parent = ProcessHandle.of(Long.parseLong(pid.strip()));
            if (parent.isPresent()) {
                watch(parent.get(), gone);
            }
        } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
            System.getLogger("org.forkbook.kernel")
                    .log(System.Logger.Level.DEBUG, "the parent process " + pid + " can't be watched", e);
        }
    }

    /** On its own thread: the JDK reports a process's end in the common pool, which a cell can keep busy. */
    private static void watch(ProcessHandle parent, Runnable gone) {
        ServiceThread.start(
                "forkbook-parent-watch",
                () -> {
                    if (ProcessLiveness.isRunning(parent)) {
                        Thread.sleep(INTERVAL_MILLIS);
                        return true;
                    }
                    gone.run();
                    return false;
                },
                FailureHandler.logging("The watch of the parent process"));
    }
}
