package org.forkbook.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;

/** The division of a cell into the snippets that JShell takes one at a time. */
final class CellSplitter {

    private CellSplitter() {}

    /**
     * One snippet of a cell.
     *
     * @param source what JShell gets; a missing last semicolon is added
     * @param offset where it starts in the cell, in UTF-16 units
     * @param completeness what JShell thinks of it
     */
    record Piece(String source, int offset, Completeness completeness) {

        boolean isComplete() {
            return completeness.isComplete();
        }

        /** Whether it only lacks an end: of a block, a bracket, a comment. */
        boolean isOpen() {
            return completeness == Completeness.CONSIDERED_INCOMPLETE
                    || completeness == Completeness.DEFINITELY_INCOMPLETE;
        }
    }

    static List<Piece> split(String cell, SourceCodeAnalysis analysis) {
        var pieces = new ArrayList<Piece>();
        var rest = cell;
        while (!rest.isEmpty()) {
            int blank = leadingBlanks(rest);
            var text = rest.substring(blank);
            if (text.isEmpty()) {
                break;
            }
            int offset = cell.length() - text.length();
            var info = analysis.analyzeCompletion(text);
            var completeness = info.completeness();
            if (completeness == Completeness.EMPTY) {
                break;
            }
            if (!completeness.isComplete() || info.source() == null) {
                pieces.add(new Piece(text, offset, completeness));
                break;
            }
            pieces.add(new Piece(info.source(), offset, completeness));
            rest = info.remaining();
        }
        return pieces;
    }

    private static int leadingBlanks(String text) {
        int i = 0;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Whether the code's last token is a semicolon, comments aside. */
    static boolean endsWithSemicolon(String code) {
        var last = ' ';
        int i = 0;
        int n = code.length();
        while (i < n) {
            char c = code.charAt(i);
            if (code.startsWith("//", i)) {
                int end = code.indexOf('\n', i);
                i = end < 0 ? n : end + 1;
            } else if (code.startsWith("/*", i)) {
                int end = code.indexOf("*/", i + 2);
                i = end < 0 ? n : end + 2;
            } else if (c == '"' || c == '\'') {
                i = endOfLiteral(code, i);
                last = c;
            } else {
                if (!Character.isWhitespace(c)) {
                    last = c;
                }
                i++;
            }
        }
        return last == ';';
    }

    private static int endOfLiteral(String code, int start) {
        var quote = code.startsWith("\"\"\"", start) ? "\"\"\"" : code.substring(start, start + 1);
        int i = start + quote.length();
        while (i < code.length() && !code.startsWith(quote, i)) {
            i += code.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(code.length(), i + quote.length());
    }
}
