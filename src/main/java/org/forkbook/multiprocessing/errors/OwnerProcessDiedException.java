package org.forkbook.multiprocessing.errors;

import org.jspecify.annotations.Nullable;

/**
 * The process that created a lock, a queue or another shared object has ended, or no longer serves this process; the
 * object has ended with it. Compare POSIX's {@code EOWNERDEAD}.
 */
public final class OwnerProcessDiedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;
    private final long pid;

    public OwnerProcessDiedException(long pid, @Nullable Throwable cause) {
        super(
                "Process " + pid
                        + ", which created this, has ended, so it can't be used any more. Create what several "
                        + "processes share in a process that lives as long as they do, such as the program that"
                        + " starts them.",
                cause);
        this.pid = pid;
    }

    public OwnerProcessDiedException(long pid, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.pid = pid;
    }

    /** The process that has ended. */
    public long pid() {
        return pid;
    }
}
