package org.forkbook.kernel.execution;

/** Error that ends a cell's thread after an interrupt; {@code catch (Exception e)} does not catch it. */
public final class CellInterruptedError extends Error {
    private static final long serialVersionUID = 1L;

    public CellInterruptedError() {
        super("the cell was interrupted");
    }
}
