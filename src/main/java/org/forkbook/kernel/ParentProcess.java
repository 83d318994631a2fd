package org.forkbook.kernel;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The process that started the kernel, as Jupyter names it in the environment. A kernel without it serves nobody and
 * ends.
 */
final class ParentProcess {

    /** The variable in which Jupyter puts the parent's process id; on Windows it is a handle and no use here. */
    static final String VARIABLE = "JPY_PARENT_PID";

    private ParentProcess() {}

    /** Calls {@code gone} when the process with this id ends; never when there is none. */
    static void watch(@Nullable String pid, Runnable gone) {
        if (pid == null || pid.isBlank() || System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try {
            // A parent that can't be seen is not one that has gone: it may live outside of this container.
            var parent = ProcessHandle.of(Long.parseLong(pid.strip()));
            if (parent.isPresent()) {
                Future<?> unused = parent.get().onExit().thenRun(gone);
            }
        } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
            System.getLogger("org.forkbook.kernel")
                    .log(System.Logger.Level.DEBUG, "the parent process " + pid + " can't be watched", e);
        }
    }
}
