package org.forkbook.client;

/** Exception for a kernel that could not be started, or ended too early; the message gives the known reason. */
public final class KernelException extends Exception {

    private static final long serialVersionUID = 1L;

    KernelException(String message) {
        super(message);
    }

    KernelException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The reason, for the user. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
