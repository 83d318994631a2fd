package org.forkbook.maven;

/** Says why a library can't be had, and what to do; the message is for a reader. */
public final class LibraryException extends Exception {
    private static final long serialVersionUID = 1L;

    LibraryException(String message, Throwable cause) {
        super(message, cause);
    }

    LibraryException(String message) {
        super(message);
    }
}
