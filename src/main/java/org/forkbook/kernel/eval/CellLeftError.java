package org.forkbook.kernel.eval;

/** A cell did not end when it was interrupted, and its thread was left behind; the stack trace says where it was. */
final class CellLeftError extends Error {
    private static final long serialVersionUID = 1L;

    private CellLeftError(String message) {
        super(message);
    }

    static CellLeftError of(Thread thread) {
        var isBlocked = thread.getState() == Thread.State.BLOCKED;
        var error = new CellLeftError(
                isBlocked
                        ? "the cell was left behind: it waits for a lock (synchronized) that another thread holds. It ends"
                                + " when it gets the lock."
                        : "the cell did not end when it was interrupted: a library holds its thread, which was left behind"
                                + " and may go on using a processor. Restart the kernel to be rid of it.");
        error.setStackTrace(thread.getStackTrace());
        return error;
    }
}
