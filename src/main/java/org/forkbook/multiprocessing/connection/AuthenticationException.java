package org.forkbook.multiprocessing.connection;

import java.io.IOException;

/** The peer of a TCP connection could not prove that it knows the key: Python's {@code AuthenticationError}. */
public final class AuthenticationException extends IOException {
    private static final long serialVersionUID = 1L;

    AuthenticationException(String message) {
        super(message);
    }

    AuthenticationException(String message, Throwable cause) {
        super(message, cause);
    }
}
