package org.forkbook.kernel.source;

import java.util.List;
import java.util.Set;
import jdk.jshell.SourceCodeAnalysis;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.jspecify.annotations.Nullable;

/**
 * Context of a position in a cell for JShell's analysis: one snippet's text with the statements before it, so that
 * variables of the same cell are known before they have run.
 *
 * @param code the text, with blanks in place of what isn't allowed in a method
 * @param shift the offset of its positions from those in the cell
 */
public record AnalysisContext(String code, int shift) {

    /** Of a longer statement only the operand at the cursor is analysed: javac may take minutes for all of it. */
    private static final int LONGEST_STATEMENT = 2_000;

    private static final Set<String> CLOSING = Set.of(")", "]");
    private static final Set<String> OPENING = Set.of("(", "[");
    private static final Set<String> ENDS_OF_STATEMENTS = Set.of(";", "{", "}");

    /** The context of a position; null when the position is in an expression too long to be analysed. */
    public static @Nullable AnalysisContext of(String cell, int end, SourceCodeAnalysis analysis) {
        var before = shortened(cell.substring(0, end));
        if (before == null) {
            return null;
        }
        var fragments = CellSplitter.split(before, analysis);
        if (fragments.isEmpty()) {
            return new AnalysisContext(before, 0);
        }
        var last = fragments.get(fragments.size() - 1);
        if (fragments.size() == 1 || last.kind() == SnippetKind.METHOD || last.kind() == SnippetKind.IMPORT) {
            return new AnalysisContext(before.substring(last.offset()), -last.offset());
        }
        // The empty statement in front tells JShell that this is a method's content, whatever comes first.
        var code = new StringBuilder(";").append(" ".repeat(before.length()));
        for (var fragment : fragments) {
            if (fragment.kind() != SnippetKind.METHOD && fragment.kind() != SnippetKind.IMPORT) {
                int from = fragment.offset();
                int to = Math.min(before.length(), from + fragment.source().length());
                code.replace(from + 1, to + 1, before.substring(from, to));
            }
        }
        return new AnalysisContext(code.toString(), 1);
    }

    /** Code with blanks in place of the beginning of its last statement, if that is very long. */
    private static @Nullable String shortened(String code) {
        if (code.length() <= LONGEST_STATEMENT) {
            return code;
        }
        var tokens = JavaTokens.of(code);
        int statement = tokens.size();
        while (statement > 0
                && !ENDS_OF_STATEMENTS.contains(tokens.get(statement - 1).text())) {
            statement--;
        }
        int from = statement == tokens.size()
                ? code.length()
                : tokens.get(statement).start();
        if (code.length() - from <= LONGEST_STATEMENT) {
            return code;
        }
        int word = startOfOperand(tokens, tokens.size());
        int kept = word == tokens.size() ? code.length() : tokens.get(word).start();
        return code.length() - kept > LONGEST_STATEMENT
                ? null
                : code.substring(0, from) + " ".repeat(kept - from) + code.substring(kept);
    }

    /** The first token of the names, calls and brackets, joined by dots, that end before a token. */
    public static int startOfOperand(List<Token> tokens, int end) {
        int start = end;
        int depth = 0;
        while (start > 0) {
            var token = tokens.get(start - 1);
            if (CLOSING.contains(token.text())) {
                depth++;
            } else if (OPENING.contains(token.text())) {
                depth--;
            }
            var isPart = depth > 0
                    || CLOSING.contains(token.text())
                    || OPENING.contains(token.text())
                    || token.is(".")
                    || token.kind() == Kind.LITERAL
                    || (token.kind() == Kind.WORD
                            && (start == end || !isOperand(tokens.get(start)) || token.is("new")));
            if (depth < 0 || !isPart) {
                break;
            }
            start--;
        }
        return start;
    }

    /** Whether a token can't follow a word of the same operand. */
    private static boolean isOperand(Token token) {
        return token.kind() == Kind.WORD || token.kind() == Kind.LITERAL;
    }
}
