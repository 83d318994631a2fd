package org.forkbook.multiprocessing;

import java.util.OptionalInt;

/**
 * A worker process ended while it ran a task, or before it was ready for one. The message names the task, the
 * process, how it ended, the probable reason, and what to do.
 */
public final class WorkerDiedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long pid;
    private final int exitCode;

    public WorkerDiedException(String message, long pid, int exitCode) {
        super(message);
        this.pid = pid;
        this.exitCode = exitCode;
    }

    /** The process that ended. */
    public long pid() {
        return pid;
    }

    /** Its exit code; negative when a signal ended it: -9 for SIGKILL. */
    public int exitCode() {
        return exitCode;
    }

    /** The signal that ended it; empty if it exited by itself. */
    public OptionalInt signal() {
        return exitCode < 0 ? OptionalInt.of(-exitCode) : OptionalInt.empty();
    }
}
