package org.forkbook.kernel.execution;

import org.forkbook.kernel.execution.Interpreter.Failure;

/** Exception of a cell that ended in an error, with the failure ready to be shown. */
public final class CellFailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    public CellFailedException(Failure failure) {
        super(failure.name(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
