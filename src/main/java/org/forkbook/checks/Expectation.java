package org.forkbook.checks;

import java.util.concurrent.Callable;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Description of a tested thing, with a hint for students who fail; it creates the errors of failed checks.
 *
 * @param what the tested thing in the words of the exercise, such as {@code square(3)}
 * @param hint a hint; empty for none
 */
record Expectation(String what, String hint) {

    Expectation {
        if (what.isBlank()) {
            throw new IllegalArgumentException("A check needs a text that says what it tests, such as \"square(3)\".");
        }
    }

    Expectation withHint(String newHint) {
        return new Expectation(what, newHint);
    }

    CheckFailedError failure(String expected, String got) {
        return failure(expected, got, null);
    }

    CheckFailedError failure(String expected, String got, @Nullable Throwable cause) {
        var text = new StringBuilder(what).append(line("expected:", expected)).append(line("got:     ", got));
        if (!hint.isEmpty()) {
            text.append(line("hint:    ", hint));
        }
        return new CheckFailedError(text.toString(), expected, got, cause);
    }

    /** What tested code returns; if it throws, that is the check's failure. */
    <T extends @Nullable Object> T result(String expected, Callable<? extends T> code) {
        try {
            return code.call();
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            throw thrown(expected, e);
        }
    }

    /** The error for an exception that was thrown instead of a value. */
    CheckFailedError thrown(String expected, Throwable thrown) {
        return isStub(thrown)
                ? failure(expected, "nothing: your code is missing")
                : failure(expected, description(thrown), thrown);
    }

    /** Whether it is the exception of an exercise's stub, whose stack trace doesn't matter. */
    private static boolean isStub(Throwable thrown) {
        return thrown instanceof UnsupportedOperationException
                && UserCode.message(thrown).equals("Your code is missing here.");
    }

    private static String description(Throwable thrown) {
        var message = UserCode.message(thrown);
        if (thrown instanceof CheckTimeout.OutOfTime) {
            return message;
        }
        return thrown.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + ValueFormat.cut(message));
    }

    private static String line(String label, String text) {
        return "\n  " + label + " " + text.replace("\n", "\n            ");
    }
}
