package org.forkbook.multiprocessing.pool;

/** A task took longer than the pool allows; its worker process was ended. */
public final class TaskTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskTimeoutException(String message) {
        super(message);
    }
}
