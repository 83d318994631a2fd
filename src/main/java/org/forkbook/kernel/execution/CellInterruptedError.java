package org.forkbook.kernel.execution;

/** The end of a cell's thread after an interrupt: an error, so that {@code catch (Exception e)} does not hold it. */
public final class CellInterruptedError extends Error {
    private static final long serialVersionUID = 1L;

    public CellInterruptedError() {
        super("the cell was interrupted");
    }
}
