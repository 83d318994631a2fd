package org.forkbook.kernel.source;

import java.util.ArrayList;
import java.util.List;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;

/**
 * Rewriter that names the subtypes of a sealed type in its {@code permits} clause: a cell may omit them, as a file may,
 * but JShell compiles each type of a cell by itself.
 */
final class SealedTypes {

    /** The start of the inserted text, by which positions after it are mapped. */
    private static final String MARK = "/* in this cell: */ permits ";

    private SealedTypes() {}

    /** The fragments of a cell, in which each sealed type names its subtypes in the cell. */
    static List<CellFragment> named(List<CellFragment> fragments) {
        if (fragments.stream().noneMatch(fragment -> fragment.source().contains("sealed"))) {
            return fragments; // Most cells.
        }
        return new ArrayList<>(fragments.stream()
                .map(fragment -> withSubtypes(fragment, fragments))
                .toList());
    }

    private static CellFragment withSubtypes(CellFragment fragment, List<CellFragment> fragments) {
        if (fragment.kind() != SnippetKind.TYPE) {
            return fragment;
        }
        var header = header(fragment);
        var names = namesOf(header);
        if (header.isEmpty() || !isSealed(header) || names.contains("permits")) {
            return fragment;
        }
        var type = SnippetKind.nameOf(fragment.source());
        var subtypes = fragments.stream()
                .filter(other -> other.offset() != fragment.offset() && other.kind() == SnippetKind.TYPE)
                .filter(other -> supertypes(header(other)).contains(type))
                .map(other -> SnippetKind.nameOf(other.source()))
                .distinct()
                .toList();
        if (subtypes.isEmpty()) {
            return fragment;
        }
        int end = header.get(header.size() - 1).end();
        var source = fragment.source().substring(0, end) + " " + MARK + String.join(", ", subtypes)
                + fragment.source().substring(end);
        return new CellFragment(source, fragment.offset(), fragment.lead(), fragment.kind(), fragment.completeness());
    }

    /** Maps a position in a fragment's source to the original. */
    static long written(String source, long position) {
        int mark = source.indexOf(" " + MARK);
        if (mark < 0 || position <= mark) {
            return position;
        }
        int length = source.indexOf('{', mark) - mark;
        var blanks = source.substring(mark, mark + length);
        int put = blanks.stripTrailing().length();
        return Math.max(mark, position - put);
    }

    /** The tokens before a type's body; none when it has no body. */
    private static List<Token> header(CellFragment fragment) {
        var header = new ArrayList<Token>();
        int depth = 0;
        for (var token : JavaTokens.of(fragment.source())) {
            if (token.is("{") && depth == 0) {
                return header;
            }
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            header.add(token);
        }
        return List.of();
    }

    private static boolean isSealed(List<Token> header) {
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).is("sealed")) {
                return i == 0 || !header.get(i - 1).is("-"); // "non-sealed" is three tokens.
            }
        }
        return false;
    }

    private static List<String> namesOf(List<Token> header) {
        return header.stream()
                .filter(token -> token.kind() == Kind.WORD)
                .map(Token::text)
                .toList();
    }

    /** The types that a type extends or implements, without their packages and arguments. */
    private static List<String> supertypes(List<Token> header) {
        var types = new ArrayList<String>();
        int depth = 0;
        boolean after = false;
        for (var token : header) {
            depth += token.is("<") || token.is("(") ? 1 : token.is(">") || token.is(")") ? -1 : 0;
            if (depth == 0 && token.kind() == Kind.WORD) {
                if (token.is("extends") || token.is("implements")) {
                    after = true;
                } else if (token.is("permits")) {
                    after = false;
                } else if (after) {
                    types.add(token.text());
                }
            }
        }
        return types;
    }
}
