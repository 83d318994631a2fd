package org.forkbook.kernel.execution;

import org.forkbook.kernel.execution.Interpreter.Failure;

/** A cell ended in an error, which is ready to be shown. */
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
