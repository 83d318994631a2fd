package org.forkbook.kernel.magic;

/** A magic could not do what it was asked; the message says why, and what to do. */
public final class MagicFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what a reader is told. */
    public MagicFailedException(String message) {
        super(message);
    }

    /** With what a reader is told, and what lies behind it. */
    public MagicFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
