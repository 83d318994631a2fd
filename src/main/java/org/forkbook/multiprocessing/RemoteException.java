package org.forkbook.multiprocessing;

/**
 * A report in the parent of a failure in a worker process: the innermost cause of the exception that a failed task
 * throws.
 *
 * <p>Its stack trace is the worker's own. Where the task's exception itself can't be sent, or its class is unknown to
 * this process, the task fails with a {@code RemoteException} instead.
 *
 * <pre>{@code
 * try {
 *     pool.map(x -> 1 / x, List.of(1, 0));
 * } catch (ArithmeticException e) {
 *     System.out.println(e.getCause().getMessage()); // names the worker's PID
 * }
 * }</pre>
 */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long pid;
    private final String host;
    private final String workerTrace;

    public RemoteException(String message, long pid, String workerTrace, StackTraceElement[] frames) {
        this(message, pid, "", workerTrace, frames);
    }

    public RemoteException(String message, long pid, String host, String workerTrace, StackTraceElement[] frames) {
        super(message);
        this.pid = pid;
        this.host = host;
        this.workerTrace = workerTrace;
        setStackTrace(frames);
    }

    /** The process in which the task failed. */
    public long pid() {
        return pid;
    }

    /** The machine of that process; empty for this one. */
    public String host() {
        return host;
    }

    /** The whole stack trace as the worker would have printed it, causes included. */
    public String workerTrace() {
        return workerTrace;
    }
}
