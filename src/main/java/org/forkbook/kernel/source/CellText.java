package org.forkbook.kernel.source;

import org.forkbook.kernel.display.Ansi;
import org.jspecify.annotations.Nullable;

/**
 * Named text of a cell, with excerpts for error messages.
 *
 * @param name such as {@code In [7]}
 * @param code the whole text
 */
public record CellText(String name, String code) {

    /** The most characters of a line that are shown. */
    private static final int LONGEST_LINE = 400;

    public static String nameOf(int executionCount) {
        return "In [" + executionCount + "]";
    }

    /** The line, from 1, that an offset is on. */
    public int lineOf(int offset) {
        int line = 1;
        for (int i = 0; i < Math.min(offset, code.length()); i++) {
            if (code.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** A line's text; null when there is no such line. */
    @Nullable
    public String line(int number) {
        var lines = code.split("\n", -1);
        return number < 1 || number > lines.length ? null : lines[number - 1];
    }

    /** The line of {@code start} with carets under it, up to {@code end} or the line's end. */
    public String excerpt(int start, int end) {
        int from = Math.max(0, Math.min(start, code.length()));
        int lineStart = code.lastIndexOf('\n', from - 1) + 1;
        int lineEnd = code.indexOf('\n', from);
        var line = code.substring(lineStart, lineEnd < 0 ? code.length() : lineEnd);
        int column = from - lineStart;
        int width = Math.max(1, Math.min(end, lineStart + line.length()) - from);
        if (line.length() > LONGEST_LINE) { // An image as text, or a whole program on one line.
            int first = Math.max(0, column - LONGEST_LINE / 2);
            line = line.substring(first, Math.min(line.length(), first + LONGEST_LINE));
            column -= first;
            width = Math.max(1, Math.min(width, line.length() - column));
        }
        // Tabs stay tabs, so that the carets stand where the text stands.
        var indent = line.substring(0, Math.min(column, line.length())).replaceAll("[^\t]", " ");
        return "    " + line + "\n    " + indent + Ansi.RED.paint("^".repeat(width));
    }
}
