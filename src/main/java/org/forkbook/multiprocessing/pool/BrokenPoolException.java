package org.forkbook.multiprocessing.pool;

import java.util.concurrent.RejectedExecutionException;

/** A pool can't bring up workers, so it runs no more tasks; the cause says what is wrong with its workers. */
public final class BrokenPoolException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    BrokenPoolException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same for another caller, with a stack trace of its own. */
    BrokenPoolException again() {
        return new BrokenPoolException(String.valueOf(getMessage()), this);
    }
}
