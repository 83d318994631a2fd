package org.forkbook.kernel.eval;

import jdk.jshell.SourceCodeAnalysis.Completeness;

/**
 * A part of a cell that JShell takes at once.
 *
 * @param source what JShell gets; a missing last semicolon is added
 * @param offset where its text starts in the cell, in UTF-16 units
 * @param lead how many characters of the source stand before that text
 * @param kind what it is
 * @param completeness what JShell thinks of it
 */
record Piece(String source, int offset, int lead, SnippetKind kind, Completeness completeness) {

    /** Where a position in the source is in the cell. */
    int inCell(long position) {
        return (int) Math.max(0, offset - lead + position);
    }

    /** Whether it can run as it is. */
    boolean isRunnable() {
        return completeness.isComplete() || completeness == Completeness.CONSIDERED_INCOMPLETE;
    }

    boolean isComplete() {
        return completeness.isComplete();
    }

    /** Whether it only lacks an end: of a block, a bracket, a comment. */
    boolean isOpen() {
        return completeness == Completeness.CONSIDERED_INCOMPLETE || completeness == Completeness.DEFINITELY_INCOMPLETE;
    }

    /** Whether its place is in a class, not in a method: also a variable that is {@code static} or {@code private}. */
    boolean isMember() {
        return kind == SnippetKind.METHOD
                || kind == SnippetKind.TYPE
                || (kind == SnippetKind.VARIABLE && SnippetKind.hasMemberModifier(source));
    }

    /** Whether it can stand in a block with others: a statement, or an expression that ends in a semicolon. */
    boolean isStatement() {
        return isComplete()
                && (kind == SnippetKind.STATEMENT || (kind == SnippetKind.EXPRESSION && endsWithSemicolon()));
    }

    /** Whether its author wrote a semicolon at its end, comments aside. */
    boolean endsWithSemicolon() {
        if (completeness != Completeness.COMPLETE) {
            return false; // The one in the source was added.
        }
        var tokens = JavaTokens.of(source);
        return !tokens.isEmpty() && tokens.get(tokens.size() - 1).is(";");
    }

    /** Whether it is an expression whose value its author wants to see. */
    boolean isAsking() {
        return kind == SnippetKind.EXPRESSION && !endsWithSemicolon();
    }
}
