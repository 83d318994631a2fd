package org.forkbook.kernel.source;

import jdk.jshell.SourceCodeAnalysis.Completeness;

/**
 * Part of a cell that JShell evaluates as one snippet.
 *
 * @param source what JShell gets; a missing last semicolon is added
 * @param offset where its text starts in the cell, in UTF-16 units
 * @param lead the number of characters of the source before that text
 * @param kind what it is
 * @param completeness JShell's judgement of it
 */
public record CellFragment(String source, int offset, int lead, SnippetKind kind, Completeness completeness) {

    /** The cell's position for a position in the text that JShell got. */
    public int inCell(long position) {
        return ofSource(kind == SnippetKind.TYPE ? RecordConstructors.written(source, position) : position);
    }

    /** The cell's position for a position in the source. */
    int ofSource(long position) {
        long written = kind == SnippetKind.TYPE ? SealedTypes.written(source, position) : position;
        return (int) Math.max(0, offset - lead + written);
    }

    /** Whether it can run as it is. */
    public boolean isRunnable() {
        return completeness.isComplete() || completeness == Completeness.CONSIDERED_INCOMPLETE;
    }

    public boolean isComplete() {
        return completeness.isComplete();
    }

    /** Whether it only lacks an end: of a block, a bracket, a comment. */
    public boolean isOpen() {
        return completeness == Completeness.CONSIDERED_INCOMPLETE || completeness == Completeness.DEFINITELY_INCOMPLETE;
    }

    /** Whether it belongs in a class, not in a method: also a variable that is {@code static} or {@code private}. */
    public boolean isMember() {
        return kind == SnippetKind.METHOD
                || kind == SnippetKind.TYPE
                || (kind == SnippetKind.VARIABLE && SnippetKind.hasMemberModifier(source));
    }

    /** Whether it can stand in a block with others: a statement, or an expression that ends in a semicolon. */
    public boolean isStatement() {
        return isComplete()
                && (kind == SnippetKind.STATEMENT || (kind == SnippetKind.EXPRESSION && endsWithSemicolon()));
    }

    /** Whether its author wrote a semicolon at its end, comments aside. */
    public boolean endsWithSemicolon() {
        if (completeness != Completeness.COMPLETE) {
            return false; // The one in the source was added.
        }
        var tokens = JavaTokens.of(source);
        return !tokens.isEmpty() && tokens.get(tokens.size() - 1).is(";");
    }

    /** Whether it is an expression whose value is shown. */
    public boolean isAsking() {
        return kind == SnippetKind.EXPRESSION && !endsWithSemicolon();
    }

    /**
     * The same fragment as the last of a cell, where a semicolon after an expression hides nothing, as in other Java
     * kernels and in the {@code jshell} tool. Assignments, increments and decrements are excepted.
     */
    public CellFragment last() {
        return kind == SnippetKind.EXPRESSION && endsWithSemicolon() && !JavaTokens.isAssignment(JavaTokens.of(source))
                ? new CellFragment(source, offset, lead, kind, Completeness.COMPLETE_WITH_SEMI)
                : this;
    }

    /** A cell without the semicolon at the end of this fragment; all other positions stay. */
    String withoutSemicolon(String cell) {
        var tokens = JavaTokens.of(source);
        var end = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
        int at = end == null ? cell.length() : offset + end.start() - lead;
        return end != null && end.is(";") && at < cell.length() && cell.charAt(at) == ';'
                ? cell.substring(0, at) + " " + cell.substring(at + 1)
                : cell;
    }
}
