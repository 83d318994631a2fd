package org.forkbook.worker.launch;

import org.forkbook.service.ExitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The end of a worker process, as its parent sees it.
 *
 * @param status its exit code or signal
 * @param outputTail the end of what the JVM itself, or native code, wrote to the process's standard error and output
 * @param lost why its end isn't known, if its machine can't be reached any more; null if it is known
 */
public record WorkerExit(
        ExitStatus status, String outputTail, @Nullable String lost) {
    private static final ExitStatus UNKNOWN = new ExitStatus(-1);

    /** The end of a worker on a machine that can't be reached any more. */
    static WorkerExit lost(String reason, String outputTail) {
        return new WorkerExit(UNKNOWN, outputTail, reason);
    }

    /**
     * Tells a signal from a code that looks like one.
     *
     * @param value the JDK's exit value: 128 + n for the signal n
     * @param leaving the worker's last message, or -1 if it sent none: the JVM didn't exit in good order
     */
    static WorkerExit of(int value, int leaving, String outputTail) {
        boolean mayBeSignal = leaving == -1 || leaving == value - ExitStatus.SIGNAL_BASE;
        return new WorkerExit(mayBeSignal ? ExitStatus.of(value) : new ExitStatus(value), outputTail, null);
    }

    /** As {@link ExitStatus#describe}; or how its machine was lost. */
    public String describe() {
        return lost == null ? status.describe() : lost;
    }

    /** The exit code; minus the signal's number when a signal ended the process; -1 if its machine was lost. */
    public int code() {
        return status.code();
    }
}
