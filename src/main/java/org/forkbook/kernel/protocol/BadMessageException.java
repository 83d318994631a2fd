package org.forkbook.kernel.protocol;

/** Frames that are no message of ours: malformed, or signed with another key. They are dropped. */
public final class BadMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public BadMessageException(String message) {
        super(message);
    }

    /** With what is wrong, and why. */
    public BadMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
