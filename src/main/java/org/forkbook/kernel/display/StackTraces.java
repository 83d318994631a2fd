package org.forkbook.kernel.display;

import org.forkbook.serialization.analysis.NotebookNames;
import org.forkbook.usercode.ExceptionDescription;

/**
 * Stack traces in Java's own form, as a notebook's reader needs them: with the cells' lines, without the frames of JShell
 * and of the kernel.
 */
public final class StackTraces {

    private StackTraces() {}

    /** What {@code printStackTrace()} would print, without the last line's end. */
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
