package org.forkbook.checks;

import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** Error of a failed check; the first line of its message says what was tested. */
public final class CheckFailedError extends AssertionFailedError {

    private static final long serialVersionUID = 1L;

    CheckFailedError(String message, @Nullable String expected, @Nullable String got, @Nullable Throwable cause) {
        super(message, expected, got, cause);
    }

    /** The tested thing, the expected value and the actual value, on separate lines. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
