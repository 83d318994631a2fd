package org.forkbook.maven;

/** Exception for a library that can't be resolved; the message says why and what to do. */
public final class LibraryException extends Exception {
    private static final long serialVersionUID = 1L;

    LibraryException(String message, Throwable cause) {
        super(message, cause);
    }

    LibraryException(String message) {
        super(message);
    }
}
