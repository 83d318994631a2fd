package org.forkbook.kernel.junit;

/** Error that fails a cell with failed tests; the table above it shows which and why. */
public final class TestsFailedError extends AssertionError {

    private static final long serialVersionUID = 1L;

    TestsFailedError(String message) {
        super(message, null);
    }

    /** Empty: the table has the lines of the failures, and where the tests were started doesn't matter. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
