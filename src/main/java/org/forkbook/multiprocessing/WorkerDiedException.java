package org.forkbook.multiprocessing;

import java.util.OptionalInt;

/**
 * A worker process ended while it ran a task, or before it was ready for one. The message names the task, the
 * process, how it ended, the probable reason, and what to do.
 */
public final class WorkerDiedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long pid;
    private final String host;
    private final int exitCode;

    public WorkerDiedException(String message, long pid, int exitCode) {
        this(message, pid, "", exitCode);
    }

    public WorkerDiedException(String message, long pid, String host, int exitCode) {
        super(message);
        this.pid = pid;
        this.host = host;
        this.exitCode = exitCode;
    }

    /** The process that ended. */
    public long pid() {
        return pid;
    }

    /** The machine of that process; empty for this one. */
    public String host() {
        return host;
    }

    /** Its exit code; negative when a signal ended it: -9 for SIGKILL; -1 if its machine was lost. */
    public int exitCode() {
        return exitCode;
    }

    /** The signal that ended it; empty if it exited by itself. */
    public OptionalInt signal() {
        return exitCode < 0 ? OptionalInt.of(-exitCode) : OptionalInt.empty();
    }
}
