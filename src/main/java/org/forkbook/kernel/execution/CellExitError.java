package org.forkbook.kernel.execution;

/** The end of a cell that called {@code System.exit}: an error, so that {@code catch (Exception e)} does not hold it. */
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
