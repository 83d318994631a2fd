package org.forkbook.kernel.display;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.forkbook.capsule.NotebookNames;

/**
 * Stack traces in Java's own form, as a notebook's reader needs them: with the cells' lines, without the frames of JShell
 * and of the kernel.
 */
public final class StackTraces {

    private StackTraces() {}

    /** What {@code printStackTrace()} would print, without the last line's end. */
    public static String of(Throwable thrown) {
        var text = new StringBuilder();
        append(thrown, "", "", text, Collections.newSetFromMap(new IdentityHashMap<>()));
        return text.toString().stripTrailing();
    }

    private static void append(
            Throwable thrown, String indent, String caption, StringBuilder text, Set<Throwable> seen) {
        text.append(indent).append(caption).append(NotebookNames.readable(String.valueOf(thrown)));
        if (!seen.add(thrown)) {
            text.append(" (shown above)\n");
            return;
        }
        text.append('\n');
        for (var frame : CellFrames.ofInterest(thrown.getStackTrace())) {
            text.append(indent).append("\tat ").append(line(frame)).append('\n');
        }
        for (var suppressed : thrown.getSuppressed()) {
            append(suppressed, indent + "\t", "Suppressed: ", text, seen);
        }
        if (thrown.getCause() != null) {
            append(thrown.getCause(), indent, "Caused by: ", text, seen);
        }
    }

    private static String line(StackTraceElement frame) {
        return CellFrames.isOfNotebook(frame)
                ? CellFrames.describe(frame) + frame.getFileName() + ":" + frame.getLineNumber()
                : frame.toString();
    }
}
