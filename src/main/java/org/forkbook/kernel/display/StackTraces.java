package org.forkbook.kernel.display;

import org.forkbook.serialization.analysis.NotebookNames;
import org.forkbook.usercode.ExceptionDescription;

/**
 * Formatter of stack traces in Java's own form, with the cells' lines and without the frames of JShell and the kernel.
 */
public final class StackTraces {

    private StackTraces() {}

    /** The text that {@code printStackTrace()} would print, without the last line's end. */
    public static String of(Throwable thrown) {
        return ExceptionDescription.of(thrown)
                .withFrames(CellFrames::ofInterest)
                .stackTrace(StackTraces::line, NotebookNames::readable)
                .stripTrailing();
    }

    private static String line(StackTraceElement frame) {
        return CellFrames.isOfNotebook(frame)
                ? CellFrames.describe(frame) + frame.getFileName() + ":" + frame.getLineNumber()
                : frame.toString();
    }
}
