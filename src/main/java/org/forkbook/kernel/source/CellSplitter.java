package org.forkbook.kernel.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Splitter of a cell into the snippets that JShell evaluates one at a time. */
public final class CellSplitter {

    /** Statements after which another may be unreachable: they are the last of a block. */
    private static final Set<String> LAST_OF_BLOCK = Set.of(
            "throw",
            "return",
            "while",
            "for",
            "do",
            "try",
            "switch",
            "synchronized",
            "{",
            "break",
            "continue",
            "yield");

    /** A method's code has a limit of 64 KB. */
    private static final int LONGEST_BLOCK = 10_000;

    /** A return that keeps the code that JShell adds after it reachable. */
    public static final String ANSWER = "if (true) return ";

    private CellSplitter() {}

    public static List<CellFragment> split(String code, SourceCodeAnalysis analysis) {
        var cell = withoutPackage(code);
        var fragments = new ArrayList<CellFragment>();
        int offset = afterBlanks(cell, 0);
        while (offset < cell.length()) {
            var rest = cell.substring(offset);
            var info = analysis.analyzeCompletion(rest);
            var completeness = info.completeness();
            if (completeness == Completeness.EMPTY) {
                break;
            }
            int end = SnippetEnd.of(rest);
            if (end > 0 && isMisread(info, end)) {
                var source = rest.substring(0, end); // The compiler checks whether it is Java.
                fragments.add(new CellFragment(source, offset, 0, SnippetKind.of(source), Completeness.COMPLETE));
                offset = afterBlanks(cell, offset + end);
                continue;
            }
            if (info.source() == null || completeness == Completeness.UNKNOWN) {
                fragments.add(new CellFragment(rest, offset, 0, SnippetKind.of(rest), completeness));
                break;
            }
            fragments.add(new CellFragment(info.source(), offset, 0, SnippetKind.of(info.source()), completeness));
            if (!completeness.isComplete()) {
                break; // More may be meant to follow, but it can run as it is.
            }
            offset = afterBlanks(cell, cell.length() - info.remaining().length());
        }
        return SealedTypes.named(fragments);
    }

    /** Whether JShell can't parse a snippet, or takes the text after it as part of it; see {@link SnippetEnd}. */
    private static boolean isMisread(CompletionInfo info, int end) {
        return info.completeness() == Completeness.UNKNOWN
                || info.source() == null
                || info.source().stripTrailing().length() > end;
    }

    /**
     * The cell with blanks in place of a package declaration, which old notebooks have and which has no meaning here.
     */
    public static String withoutPackage(String cell) {
        var tokens = JavaTokens.of(cell);
        if (tokens.isEmpty() || !tokens.get(0).is("package")) {
            return cell;
        }
        for (var token : tokens) {
            if (token.is(";")) {
                int start = tokens.get(0).start();
                return cell.substring(0, start) + " ".repeat(token.end() - start) + cell.substring(token.end());
            }
        }
        return cell;
    }

    private static int afterBlanks(String text, int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /**
     * The fragments in groups: consecutive statements, with an expression at their end, form one, because JShell
     * analyses each snippet alone, and four times.
     */
    public static List<List<CellFragment>> group(List<CellFragment> fragments) {
        var groups = new ArrayList<List<CellFragment>>();
        var open = new ArrayList<CellFragment>();
        int length = 0;
        for (var fragment : fragments) {
            var fits = (fragment.isStatement() || fragment.isAsking()) && length <= LONGEST_BLOCK;
            if (!fits) {
                close(open, groups);
                length = 0;
            }
            open.add(fragment);
            length += fragment.source().length();
            if (!fragment.isStatement() || endsBlock(fragment)) {
                close(open, groups);
                length = 0;
            }
        }
        close(open, groups);
        return groups;
    }

    private static boolean endsBlock(CellFragment fragment) {
        var tokens = JavaTokens.of(fragment.source());
        return fragment.kind() == SnippetKind.STATEMENT
                && (tokens.isEmpty()
                        || LAST_OF_BLOCK.contains(tokens.get(0).text())
                        || (tokens.size() > 1 && tokens.get(1).is(":")));
    }

    private static void close(List<CellFragment> open, List<List<CellFragment>> groups) {
        if (!open.isEmpty()) {
            groups.add(List.copyOf(open));
            open.clear();
        }
    }

    /**
     * Statements, and perhaps an expression after them, as one block with the cell's own text, so that lines and
     * positions stay the same. The block returns the expression's value.
     */
    public static CellFragment block(String text, List<CellFragment> statements) {
        int start = statements.get(0).offset();
        var last = statements.get(statements.size() - 1);
        var cell = last.isAsking() ? last.withoutSemicolon(text) : text;
        if (!last.isAsking()) {
            var end = Math.min(cell.length(), last.offset() + last.source().length());
            return block("{", cell.substring(start, end), "\n}", start);
        }
        if (start == last.offset()) {
            return block(ANSWER, cell.substring(start), "\n;", start);
        }
        // On the same line as the expression, whose columns after this are wrong: errors are looked for again without.
        var before = cell.substring(start, last.offset());
        return block("{", before + ANSWER + cell.substring(last.offset()), "\n;}", start);
    }

    private static CellFragment block(String before, String code, String after, int start) {
        return new CellFragment(
                before + code + after, start, before.length(), SnippetKind.STATEMENT, Completeness.COMPLETE);
    }
}
