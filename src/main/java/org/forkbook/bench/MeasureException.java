package org.forkbook.bench;

/** Exception for a subject that could not be measured; the message says why, on one line where that is possible. */
final class MeasureException extends Exception {

    private static final long serialVersionUID = 1L;

    MeasureException(String message) {
        super(message);
    }

    MeasureException(String message, Throwable cause) {
        super(message, cause);
    }
}
