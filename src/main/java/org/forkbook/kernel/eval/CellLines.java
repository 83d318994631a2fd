package org.forkbook.kernel.eval;

import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/**
 * The lines of one snippet's wrapper class, as lines of the cell that the snippet stands in.
 *
 * @param cell the cell's name, such as {@code In [7]}
 * @param firstLine the line of the cell, from 1, on which the snippet starts
 */
record CellLines(String cell, int firstLine, SnippetWrapper wrapper) {

    /** The cell's line for a line of the wrapper, both from 1. */
    int ofWrapper(int line) {
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
        return firstLine
                + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
