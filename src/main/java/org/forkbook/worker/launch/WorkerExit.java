package org.forkbook.worker.launch;

import org.forkbook.service.ExitStatus;

/**
 * The end of a worker process, as its parent sees it.
 *
 * @param status its exit code or signal
 * @param outputTail the end of what the JVM itself, or native code, wrote to the process's standard error and output
 */
public record WorkerExit(ExitStatus status, String outputTail) {

    /**
     * Tells a signal from a code that looks like one.
     *
     * @param value the JDK's exit value: 128 + n for the signal n
     * @param leaving the worker's last message, or -1 if it sent none: the JVM didn't exit in good order
     */
    static WorkerExit of(int value, int leaving, String outputTail) {
        boolean mayBeSignal = leaving == -1 || leaving == value - ExitStatus.SIGNAL_BASE;
        return new WorkerExit(mayBeSignal ? ExitStatus.of(value) : new ExitStatus(value), outputTail);
    }

    /** As {@link ExitStatus#describe}. */
    public String describe() {
        return status.describe();
    }

    /** The exit code; minus the signal's number when a signal ended the process. */
    public int code() {
        return status.code();
    }
}
