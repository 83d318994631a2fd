package org.forkbook.kernel.source;

import java.util.List;
import java.util.Set;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;

/** Kind of a snippet, from its tokens, without a parser: good enough to decide how to handle it. */
public enum SnippetKind {
    IMPORT,
    TYPE,
    METHOD,
    VARIABLE,

    /** A loop, a condition, a block: a statement that is no expression. */
    STATEMENT,

    /** An expression, with or without a semicolon. */
    EXPRESSION,
    NOTHING;

    private static final Set<String> MODIFIERS = Set.of(
            "public",
            "private",
            "protected",
            "static",
            "final",
            "abstract",
            "native",
            "strictfp",
            "transient",
            "volatile",
            "default",
            "sealed",
            "non");

    private static final Set<String> STATEMENTS = Set.of(
            "if",
            "for",
            "while",
            "do",
            "switch",
            "try",
            "throw",
            "return",
            "break",
            "continue",
            "synchronized",
            "assert",
            "yield",
            "{",
            ";");

    private static final Set<String> TYPES = Set.of("class", "interface", "enum");

    /** Whether a declaration has a modifier that a local variable can't have. */
    static boolean hasMemberModifier(String declaration) {
        return JavaTokens.of(declaration).stream()
                .takeWhile(token -> MODIFIERS.contains(token.text()))
                .anyMatch(token -> !token.is("final"));
    }

    public static SnippetKind of(String source) {
        return of(JavaTokens.of(source));
    }

    static SnippetKind of(List<Token> tokens) {
        int i = afterModifiers(tokens);
        if (i >= tokens.size()) {
            return NOTHING;
        }
        var first = tokens.get(i);
        if (first.is("import") || first.is("package")) {
            return IMPORT;
        }
        if (TYPES.contains(first.text()) || isRecord(tokens, i)) {
            return TYPE;
        }
        if (first.is("@")) {
            return TYPE; // What is left of "@interface".
        }
        if (STATEMENTS.contains(first.text())) {
            return STATEMENT;
        }
        if (is(tokens, i + 1, ":") && first.kind() == Kind.WORD && !is(tokens, i + 2, ":")) {
            return STATEMENT; // A label.
        }
        if (first.is("<")) {
            return METHOD;
        }
        int name = afterType(tokens, i);
        if (name > i && name < tokens.size() && isName(tokens.get(name))) {
            return is(tokens, name + 1, "(") ? METHOD : VARIABLE;
        }
        return EXPRESSION;
    }

    /** The name that a method or a type is declared under; empty when there is none. */
    public static String nameOf(String declaration) {
        var tokens = JavaTokens.of(declaration);
        int i = afterModifiers(tokens);
        if (is(tokens, i, "@")) {
            i++; // What is left of "@interface".
        }
        var isType = i < tokens.size()
                && (TYPES.contains(tokens.get(i).text()) || is(tokens, i, "interface") || isRecord(tokens, i));
        if (isType) {
            return i + 1 < tokens.size() ? tokens.get(i + 1).text() : "";
        }
        if (is(tokens, i, "<")) {
            i = Math.max(i, afterTypeArguments(tokens, i));
        }
        int name = afterType(tokens, i);
        return name < tokens.size() ? tokens.get(name).text() : "";
    }

    private static boolean isRecord(List<Token> tokens, int i) {
        return is(tokens, i, "record")
                && i + 1 < tokens.size()
                && tokens.get(i + 1).kind() == Kind.WORD
                && (is(tokens, i + 2, "(") || is(tokens, i + 2, "<"));
    }

    private static boolean isName(Token token) {
        return token.kind() == Kind.WORD && !token.is("instanceof");
    }

    private static int afterModifiers(List<Token> tokens) {
        int i = 0;
        while (i < tokens.size()) {
            var token = tokens.get(i);
            if (token.is("non") && is(tokens, i + 1, "-")) {
                i += 3; // non-sealed
            } else if (token.kind() == Kind.WORD && MODIFIERS.contains(token.text()) && !token.is("non")) {
                i++;
            } else if (token.is("synchronized") && !is(tokens, i + 1, "(")) {
                i++;
            } else if (token.is("@") && !is(tokens, i + 1, "interface")) {
                i = afterAnnotation(tokens, i);
            } else {
                break;
            }
        }
        return i;
    }

    private static int afterAnnotation(List<Token> tokens, int at) {
        int i = at + 2;
        while (is(tokens, i, ".")) {
            i += 2;
        }
        return is(tokens, i, "(") ? afterBrackets(tokens, i, "(", ")") : i;
    }

    /** The index after a type that starts at {@code at}; {@code at} itself when there is none. */
    private static int afterType(List<Token> tokens, int at) {
        if (at >= tokens.size()
                || tokens.get(at).kind() != Kind.WORD
                || tokens.get(at).is("new")) {
            return at;
        }
        int i = at + 1;
        while (true) {
            if (is(tokens, i, "<")) {
                i = afterTypeArguments(tokens, i);
                if (i < 0) {
                    return at;
                }
            } else if (is(tokens, i, ".")
                    && i + 1 < tokens.size()
                    && tokens.get(i + 1).kind() == Kind.WORD) {
                i += 2;
            } else if (is(tokens, i, "[") && is(tokens, i + 1, "]")) {
                i += 2;
            } else {
                return i;
            }
        }
    }

    private static int afterTypeArguments(List<Token> tokens, int at) {
        int depth = 0;
        for (int i = at; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.is("<")) {
                depth++;
            } else if (token.is(">")) {
                if (--depth == 0) {
                    return i + 1;
                }
            } else if (token.kind() == Kind.SYMBOL && !",.?[]@".contains(token.text())) {
                return -1; // A comparison, after all.
            }
        }
        return -1;
    }

    private static int afterBrackets(List<Token> tokens, int at, String open, String close) {
        int depth = 0;
        for (int i = at; i < tokens.size(); i++) {
            if (tokens.get(i).is(open)) {
                depth++;
            } else if (tokens.get(i).is(close) && --depth == 0) {
                return i + 1;
            }
        }
        return tokens.size();
    }

    private static boolean is(List<Token> tokens, int index, String text) {
        return index < tokens.size() && tokens.get(index).is(text);
    }
}
