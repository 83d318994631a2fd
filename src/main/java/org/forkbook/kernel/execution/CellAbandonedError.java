package org.forkbook.kernel.execution;

/**
 * Error of a cell that did not end when it was interrupted, so that its thread was abandoned; the stack trace says
 * where it was.
 */
public final class CellAbandonedError extends Error {
    private static final long serialVersionUID = 1L;

    private CellAbandonedError(String message) {
        super(message);
    }

    static CellAbandonedError of(Thread thread) {
        var isBlocked = thread.getState() == Thread.State.BLOCKED;
        var error = new CellAbandonedError(
                isBlocked
                        ? "the cell was abandoned: it waits for a lock (synchronized) that another thread holds. It"
                                + " ends when it gets the lock."
                        : "the cell did not end when it was interrupted: a library is using its thread, which was"
                                + " abandoned and may keep using a processor. Restart the kernel to end it.");
        error.setStackTrace(thread.getStackTrace());
        return error;
    }
}
