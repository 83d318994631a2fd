package org.forkbook.kernelspec;

/** Exception for a Java installation that a kernel can't run on; the message is for the user. */
public final class UnsuitableJavaException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsuitableJavaException(String message) {
        super(message);
    }

    UnsuitableJavaException(String message, Throwable cause) {
        super(message, cause);
    }
}
