package org.forkbook.kernel.junit;

/** Some of a cell's tests failed, so the cell does; the table above it says which and why. */
public final class TestsFailedError extends AssertionError {

    private static final long serialVersionUID = 1L;

    TestsFailedError(String message) {
        super(message, null);
    }

    /** Nobody wants to see where the tests were called: the table has the lines of the failures. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
