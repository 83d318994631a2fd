package org.forkbook.kernel.source;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Declaration of a variable with {@code var}.
 *
 * @param modifiers the text before {@code var}
 * @param initializer the expression after the equals sign, without the semicolon
 */
public record InferredVariable(String modifiers, String name, String initializer) {

    private static final Pattern TYPED = Pattern.compile(
            "((?:(?:final|static)\\s+)*)(\\S.*) (\\S+) = \\(\\2\\) \\(java\\.lang\\.Object\\) \\((.*)\\);",
            Pattern.DOTALL);

    /** Parses a snippet; null when it is no such declaration. */
    public static @Nullable InferredVariable of(String source) {
        if (!source.contains("var")) {
            return null;
        }
        var tokens = JavaTokens.of(source);
        int at = 0;
        while (at < tokens.size()
                && (tokens.get(at).is("final") || tokens.get(at).is("static"))) {
            at++;
        }
        if (at + 3 >= tokens.size()
                || !tokens.get(at).is("var")
                || !tokens.get(at + 2).is("=")) {
            return null;
        }
        var last = tokens.get(tokens.size() - 1);
        return new InferredVariable(
                source.substring(0, tokens.get(at).start()),
                tokens.get(at + 1).text(),
                source.substring(tokens.get(at + 2).end(), last.is(";") ? last.start() : source.length()));
    }

    public String source() {
        return named(name);
    }

    /** The same value under another name. */
    public String named(String other) {
        return modifiers + "var " + other + " =" + initializer + ";";
    }

    /** A variable of the same type, whose initializer has no target type: not to be run. */
    public String standalone(String other) {
        return modifiers + "var " + other + " = java.util.Optional.of(" + initializer + ").get();";
    }

    /** The declaration with a type: the cast keeps that type out of what is inferred for the value. */
    public String withType(String type) {
        return modifiers + type + " " + name + " = (" + type + ") (java.lang.Object) (" + initializer + ");";
    }

    /** The original of {@link #withType}; any other source as it is. */
    public static String asWritten(String source) {
        return TYPED.matcher(source).replaceFirst("$1var $3 =$4;");
    }
}
