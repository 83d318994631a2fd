package org.forkbook.client;

/** The kernel could not be started, or ended before its time; the message says what is known of the reason. */
public final class KernelException extends Exception {

    private static final long serialVersionUID = 1L;

    KernelException(String message) {
        super(message);
    }

    KernelException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What happened, for the user. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
