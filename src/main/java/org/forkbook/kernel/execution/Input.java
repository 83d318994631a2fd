package org.forkbook.kernel.execution;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;

/**
 * Static functions with which a cell asks its user for input. Every cell has them without an import.
 *
 * <pre>{@code
 * var name = input("Your name? ");
 * var secret = password("Password: ");
 * }</pre>
 *
 * <p>Where the frontend can't ask, they throw an {@link UncheckedIOException} that says so; {@code System.in} does the
 * same.
 */
public final class Input {

    private Input() {}

    /** Asks for a line of text, without a prompt. */
    public static String input() {
        return input("");
    }

    /**
     * Asks for a line of text.
     *
     * @throws UncheckedIOException if nobody can be asked
     */
    public static String input(String prompt) {
        return ask(prompt, false);
    }

    /**
     * Asks for a line of text that is not shown while it is typed, and stays in no output.
     *
     * @throws UncheckedIOException if nobody can be asked
     */
    public static String password(String prompt) {
        return ask(prompt, true);
    }

    static String ask(String prompt, boolean password) {
        var run = CellRun.ofThread();
        if (run == null) {
            throw new UncheckedIOException(
                    "Nobody can be asked for input here.",
                    new IOException(
                            "Only a cell can ask for input; a worker can't. Ask in the cell, and pass the answer to"
                                    + " the task."));
        }
        run.output().flush();
        try {
            return run.output().readLine(prompt, password);
        } catch (InterruptedIOException e) {
            // A Scanner would turn an exception into "no line found".
            throw new CellInterruptedError();
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }
}
