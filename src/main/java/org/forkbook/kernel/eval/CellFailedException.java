package org.forkbook.kernel.eval;

import org.forkbook.kernel.eval.Interpreter.Failure;

/** A cell ended in an error, which is ready to be shown. */
final class CellFailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    CellFailedException(Failure failure) {
        super(failure.name(), null, false, false);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
