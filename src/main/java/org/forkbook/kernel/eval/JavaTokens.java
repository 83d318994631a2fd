package org.forkbook.kernel.eval;

import java.util.ArrayList;
import java.util.List;

/**
 * Java source as a list of tokens, without comments and blanks. Unfinished code has tokens too: an open literal or
 * comment ends where the text ends.
 */
final class JavaTokens {

    private JavaTokens() {}

    /** What a token is, as far as it matters here. */
    enum Kind {
        WORD,
        LITERAL,
        SYMBOL
    }

    /**
     * One token.
     *
     * @param text as it stands in the source; every symbol is one character
     * @param start where it starts, in UTF-16 units
     */
    record Token(Kind kind, String text, int start) {

        boolean is(String other) {
            return kind != Kind.LITERAL && text.equals(other);
        }

        int end() {
            return start + text.length();
        }
    }

    static List<Token> of(String source) {
        var tokens = new ArrayList<Token>();
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            int end;
            if (Character.isWhitespace(c)) {
                end = i + 1;
            } else if (source.startsWith("//", i)) {
                end = orEnd(source.indexOf('\n', i), source);
            } else if (source.startsWith("/*", i)) {
                int close = source.indexOf("*/", i + 2);
                end = close < 0 ? source.length() : close + 2;
            } else if (c == '"' || c == '\'') {
                end = endOfLiteral(source, i);
                tokens.add(new Token(Kind.LITERAL, source.substring(i, end), i));
            } else if (Character.isJavaIdentifierStart(source.codePointAt(i))) {
                end = endOfWord(source, i);
                tokens.add(new Token(Kind.WORD, source.substring(i, end), i));
            } else if (Character.isDigit(c)) {
                end = endOfWord(source, i);
                tokens.add(new Token(Kind.LITERAL, source.substring(i, end), i));
            } else {
                end = i + 1;
                tokens.add(new Token(Kind.SYMBOL, source.substring(i, end), i));
            }
            i = end;
        }
        return tokens;
    }

    private static int orEnd(int index, String source) {
        return index < 0 ? source.length() : index;
    }

    private static int endOfWord(String source, int start) {
        int i = start;
        while (i < source.length() && Character.isJavaIdentifierPart(source.codePointAt(i))) {
            i += Character.charCount(source.codePointAt(i));
        }
        return i;
    }

    private static int endOfLiteral(String source, int start) {
        if (source.startsWith("\"\"\"", start)) {
            int i = start + 3;
            while (i < source.length() && !source.startsWith("\"\"\"", i)) {
                i += source.charAt(i) == '\\' ? 2 : 1;
            }
            return Math.min(source.length(), i + 3);
        }
        char quote = source.charAt(start);
        int i = start + 1;
        while (i < source.length() && source.charAt(i) != quote && source.charAt(i) != '\n') {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(source.length(), i + 1);
    }
}
