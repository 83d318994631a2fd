package org.forkbook.kernel.magic;

/** Exception of a magic that failed; the message says why, and what to do. */
public final class MagicFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with the message for the user. */
    public MagicFailedException(String message) {
        super(message);
    }

    /** Creates the exception with the message for the user, and its cause. */
    public MagicFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
