package org.forkbook.kernel.protocol;

/** Exception for frames that are no valid message: malformed, or signed with another key. They are dropped. */
public final class BadMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message. */
    public BadMessageException(String message) {
        super(message);
    }

    /** Creates the exception with a message and its cause. */
    public BadMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
