package org.forkbook.kernel.magic;

/** A magic could not do what it was asked; the message says why, and what to do. */
public final class MagicFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    MagicFailedException(String message) {
        super(message);
    }
}
