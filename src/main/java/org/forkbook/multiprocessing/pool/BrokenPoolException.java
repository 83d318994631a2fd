package org.forkbook.multiprocessing.pool;

import java.util.concurrent.RejectedExecutionException;

/** A pool can't start workers, so it runs no more tasks; the cause says what is wrong with them. */
public final class BrokenPoolException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    BrokenPoolException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A copy for another caller, with that caller's stack trace. */
    BrokenPoolException again() {
        return new BrokenPoolException(String.valueOf(getMessage()), this);
    }
}
