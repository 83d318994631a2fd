package org.forkbook.kernel.execution;

/** A cell did not end when it was interrupted, and its thread was left behind; the stack trace says where it was. */
public final class CellAbandonedError extends Error {
    private static final long serialVersionUID = 1L;

    private CellAbandonedError(String message) {
        super(message);
    }

    static CellAbandonedError of(Thread thread) {
        var isBlocked = thread.getState() == Thread.State.BLOCKED;
        var error = new CellAbandonedError(
                isBlocked
                        ? "the cell was left behind: it waits for a lock (synchronized) that another thread holds. It ends"
                                + " when it gets the lock."
                        : "the cell did not end when it was interrupted: a library holds its thread, which was left behind"
                                + " and may go on using a processor. Restart the kernel to be rid of it.");
        error.setStackTrace(thread.getStackTrace());
        return error;
    }
}
