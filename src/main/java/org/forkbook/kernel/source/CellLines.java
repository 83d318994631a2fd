package org.forkbook.kernel.source;

import java.util.HashMap;
import java.util.function.IntUnaryOperator;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/**
 * Line table of a class that a part of a cell was compiled to: it maps the lines of the class's source to those of the
 * cell.
 *
 * @param cell the cell's name, such as {@code In [7]}
 * @param ofClass the cell's line for a line of the class's source, both from 1
 */
public record CellLines(String cell, IntUnaryOperator ofClass) {

    /**
     * The lines of JShell's wrapper of a snippet.
     *
     * @param firstLine the line of the cell, from 1, on which the snippet starts
     */
    public static CellLines of(SnippetWrapper wrapper, String cell, int firstLine) {
        var known = new HashMap<Integer, Integer>(); // Each line is asked for in each pass over each class.
        return new CellLines(cell, line -> known.computeIfAbsent(line, each -> firstLine + linesBefore(wrapper, each)));
    }

    /**
     * The lines of a block that its class's source contains verbatim.
     *
     * @param from the source's line on which it starts
     * @param count how many lines it has
     */
    public static CellLines ofBlock(String cell, int firstLine, int from, int count) {
        return new CellLines(cell, line -> firstLine + Math.max(0, Math.min(line - from, count - 1)));
    }

    private static int linesBefore(SnippetWrapper wrapper, int line) {
        var wrapped = wrapper.wrapped();
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = wrapped.indexOf('\n', start);
            if (end < 0) {
                break;
            }
            start = end + 1;
        }
        // The end of a line is the user's where its start may be the wrapper's own text.
        int end = wrapped.indexOf('\n', start);
        int position = wrapper.wrappedToSourcePosition(end < 0 ? wrapped.length() - 1 : Math.max(start, end - 1));
        var source = wrapper.source();
        int at = Math.min(Math.max(position, 0), source.length());
        return (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
