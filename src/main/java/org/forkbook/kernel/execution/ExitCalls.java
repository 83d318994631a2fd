package org.forkbook.kernel.execution;

/**
 * Replacements for a notebook's calls of {@code System.exit}, {@code Runtime.exit} and {@code Runtime.halt}: they end
 * the cell, not the kernel.
 *
 * <p>Public because the code of notebooks refers to it; not for use by hand. In workers these calls do what they say.
 */
@SuppressWarnings("DoNotCallSuggester") // Compiled cells call it.
public final class ExitCalls {

    private ExitCalls() {}

    /** In place of {@link System#exit}. */
    public static void exit(int code) {
        throw new CellExitError(code);
    }

    /** In place of {@link Runtime#exit} and {@link Runtime#halt}. */
    public static void exit(Runtime runtime, int code) {
        throw new CellExitError(code);
    }
}
