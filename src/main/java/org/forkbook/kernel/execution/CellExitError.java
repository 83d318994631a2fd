package org.forkbook.kernel.execution;

/** Error that ends a cell that called {@code System.exit}; {@code catch (Exception e)} does not catch it. */
public final class CellExitError extends Error {
    private static final long serialVersionUID = 1L;
    private final int code;

    CellExitError(int code) {
        super("exit code " + code, null, false, true);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
