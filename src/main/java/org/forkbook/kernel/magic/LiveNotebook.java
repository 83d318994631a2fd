package org.forkbook.kernel.magic;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Notebook of this process, for code that was written for other kernels and asks for the kernel. */
public interface LiveNotebook {

    /**
     * Runs a cell, magics included, on the calling thread.
     *
     * @return its result; null when it has none
     * @throws Exception what it throws, or why it can't be compiled
     */
    @Nullable
    Object evaluate(String cell) throws Exception;

    /** The cell that the calling thread works for. */
    MagicContext context();

    /** All magics. */
    Magics magics();

    /**
     * The notebook of this process.
     *
     * @throws IllegalStateException if there is none: in a worker, or in a plain program
     */
    static LiveNotebook current() {
        var known = InstalledNotebook.current;
        if (known == null) {
            throw new IllegalStateException(
                    "There is no notebook in this process: the kernel's functions are for cells,"
                            + " not for tasks in workers.");
        }
        return Objects.requireNonNull(known);
    }

    /** Sets the notebook of this process; the kernel does this once. */
    static void install(@Nullable LiveNotebook notebook) {
        InstalledNotebook.current = notebook;
    }
}
