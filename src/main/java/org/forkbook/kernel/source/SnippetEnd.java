package org.forkbook.kernel.source;

import java.util.List;
import org.forkbook.kernel.source.JavaTokens.Token;

/**
 * Scanner that finds the end of the first snippet of some code, by its brackets and semicolons.
 *
 * <p>JShell finds it too, and knows more of the language, but it misparses some arms of a {@code switch}: after {@code
 * default -> throw ..} it takes the following statements as part of the snippet.
 */
public final class SnippetEnd {

    private static final int NONE = -1;

    private final List<Token> tokens;

    private SnippetEnd(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The offset after the snippet, in UTF-16 units; negative when the code ends before the snippet does. */
    public static int of(String code) {
        var end = new SnippetEnd(JavaTokens.of(code));
        int last = switch (SnippetKind.of(end.tokens)) {
            case TYPE -> end.afterBody(0);
            case METHOD -> end.afterMethod();
            case STATEMENT -> end.afterStatement(0);
            default -> end.afterSemicolon(0);
        };
        return last <= 0 ? NONE : end.tokens.get(last - 1).end();
    }

    private boolean is(int i, String text) {
        return i >= 0 && i < tokens.size() && tokens.get(i).is(text);
    }

    /** The index after the bracket that matches the one at an index; negative when there is none. */
    private int afterBracket(int at) {
        int depth = 0;
        for (int i = at; i >= 0 && i < tokens.size(); i++) {
            if (is(i, "{") || is(i, "(") || is(i, "[")) {
                depth++;
            } else if (is(i, "}") || is(i, ")") || is(i, "]")) {
                if (--depth == 0) {
                    return i + 1;
                }
            }
        }
        return NONE;
    }

    /** The index of the first of two symbols outside of brackets; negative when there is none. */
    private int next(int from, String one, String other) {
        for (int i = from; i >= 0 && i < tokens.size(); i++) {
            if (is(i, one) || is(i, other)) {
                return i;
            }
            if (is(i, "{") || is(i, "(") || is(i, "[")) {
                i = afterBracket(i) - 1;
                if (i < 0) {
                    return NONE;
                }
            }
        }
        return NONE;
    }

    private int afterBody(int from) {
        int open = next(from, "{", "{");
        return open < 0 ? NONE : afterBracket(open);
    }

    private int afterMethod() {
        int i = next(0, "{", ";");
        return is(i, "{") ? afterBracket(i) : i + 1;
    }

    private int afterSemicolon(int from) {
        return next(from, ";", ";") + 1;
    }

    private int afterStatement(int at) {
        if (at < 0 || at >= tokens.size()) {
            return NONE;
        }
        if (is(at, "{")) {
            return afterBracket(at);
        }
        if (is(at, "if")) {
            int then = afterStatement(afterBracket(at + 1));
            return is(then, "else") ? afterStatement(then + 1) : then;
        }
        if (is(at, "for") || is(at, "while") || is(at, "switch") || is(at, "synchronized")) {
            return afterStatement(afterBracket(at + 1));
        }
        if (is(at, "do")) {
            return afterSemicolon(afterStatement(at + 1));
        }
        if (is(at, "try")) {
            int i = afterBody(at + 1);
            while (is(i, "catch") || is(i, "finally")) {
                i = afterBody(i + 1);
            }
            return i;
        }
        if (is(at + 1, ":") && !is(at + 2, ":")) {
            return afterStatement(at + 2); // A label.
        }
        return afterSemicolon(at);
    }
}
