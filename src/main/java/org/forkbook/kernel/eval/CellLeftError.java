package org.forkbook.kernel.eval;

/** A cell did not end when it was interrupted, and its thread was left behind; the stack trace says where it was. */
final class CellLeftError extends Error {
    private static final long serialVersionUID = 1L;

    CellLeftError(StackTraceElement[] where) {
        super("the cell did not end when it was interrupted: a library holds its thread, which was left behind and may"
                + " go on using a processor. Restart the kernel to be rid of it.");
        setStackTrace(where);
    }
}
