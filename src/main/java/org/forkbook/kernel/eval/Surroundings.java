package org.forkbook.kernel.eval;

import jdk.jshell.SourceCodeAnalysis;

/**
 * A place in a cell as JShell's analysis takes it: one snippet's text, with the statements before it, so that variables
 * of the same cell are known that no one has run yet.
 *
 * @param code the text, blanks in place of what has no place in a method
 * @param shift by how much positions in it are ahead of those in the cell
 */
record Surroundings(String code, int shift) {

    static Surroundings of(String cell, int end, SourceCodeAnalysis analysis) {
        var before = cell.substring(0, end);
        var pieces = CellSplitter.split(before, analysis);
        if (pieces.isEmpty()) {
            return new Surroundings(before, 0);
        }
        var last = pieces.get(pieces.size() - 1);
        if (pieces.size() == 1 || last.kind() == SnippetKind.METHOD || last.kind() == SnippetKind.IMPORT) {
            return new Surroundings(before.substring(last.offset()), -last.offset());
        }
        // The empty statement in front tells JShell that this is a method's content, whatever comes first.
        var code = new StringBuilder(";").append(" ".repeat(before.length()));
        for (var piece : pieces) {
            if (piece.kind() != SnippetKind.METHOD && piece.kind() != SnippetKind.IMPORT) {
                int from = piece.offset();
                int to = Math.min(before.length(), from + piece.source().length());
                code.replace(from + 1, to + 1, before.substring(from, to));
            }
        }
        return new Surroundings(code.toString(), 1);
    }
}
