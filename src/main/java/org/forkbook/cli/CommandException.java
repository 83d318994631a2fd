package org.forkbook.cli;

import org.jspecify.annotations.Nullable;

/** Exception that ends a command with a message for the user: what happened, why, and what to do next. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(String message, int exitCode, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The command could not do its work. */
    static CommandException cannot(String message) {
        return new CommandException(message, ExitCode.CANNOT, null);
    }

    /** The command could not do its work, for the given cause. */
    static CommandException cannot(String message, Throwable cause) {
        return new CommandException(message, ExitCode.CANNOT, cause);
    }

    /** The command could not do its work; the cause's message says why. */
    static CommandException because(Exception cause) {
        return new CommandException(String.valueOf(cause.getMessage()), ExitCode.CANNOT, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
