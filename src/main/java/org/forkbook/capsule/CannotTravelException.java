package org.forkbook.capsule;

/**
 * An object can't be sent to another process. The message names the variable, its type, the path to the culprit and the
 * remedy.
 */
public final class CannotTravelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotTravelException(String message, Throwable cause) {
        super(message, cause);
    }
}
