package org.forkbook.kernel.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tokenizer of Java source: it skips comments and blanks. Unfinished code has tokens too: an unterminated literal or
 * comment ends where the text ends.
 */
public final class JavaTokens {

    private static final Set<String> ASSIGNMENTS =
            Set.of("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", ">>>=", "++", "--");

    private JavaTokens() {}

    /** The kind of a token. */
    public enum Kind {
        WORD,
        LITERAL,
        SYMBOL
    }

    /**
     * A token.
     *
     * @param text its text in the source; every symbol is one character
     * @param start where it starts, in UTF-16 units
     */
    public record Token(Kind kind, String text, int start) {

        public boolean is(String other) {
            return kind != Kind.LITERAL && text.equals(other);
        }

        /** Whether it is a string literal without its closing quote. */
        public boolean isOpenText() {
            return text.startsWith("\"")
                    && !text.startsWith("\"\"")
                    && (text.length() == 1 || !text.endsWith("\"") || text.endsWith("\\\""));
        }

        public int end() {
            return start + text.length();
        }
    }

    public static List<Token> of(String source) {
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

    /** Whether an expression is an assignment, an increment or a decrement. */
    static boolean isAssignment(List<Token> tokens) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.kind() != Kind.SYMBOL) {
                continue;
            }
            if ("([{".contains(token.text())) {
                depth++;
            } else if (")]}".contains(token.text())) {
                depth--;
            } else if (depth == 0 && ASSIGNMENTS.contains(operator(tokens, i))) {
                return true;
            }
        }
        return false;
    }

    /** The operator that starts at a token, unless the token continues one. */
    private static String operator(List<Token> tokens, int from) {
        var operator = new StringBuilder();
        for (int i = from; i < tokens.size() && isOfOperator(tokens.get(i)); i++) {
            if (i > from && tokens.get(i).start() != tokens.get(i - 1).end()) {
                break;
            }
            operator.append(tokens.get(i).text());
        }
        var touchesBefore = from > 0
                && isOfOperator(tokens.get(from - 1))
                && tokens.get(from - 1).end() == tokens.get(from).start();
        return touchesBefore ? "" : operator.toString();
    }

    private static boolean isOfOperator(Token token) {
        return token.kind() == Kind.SYMBOL && "=+-*/%&|^<>!".contains(token.text());
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
