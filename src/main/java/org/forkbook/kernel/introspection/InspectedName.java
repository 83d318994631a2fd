package org.forkbook.kernel.introspection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parsed signature of JShell's analysis, such as {@code boolean List<E>.add(E e)}.
 *
 * @param type the type, or the type that the member is of, without type arguments; empty for what the notebook declares
 * @param member the member; null for a type itself; {@code <init>} for a constructor
 * @param parameters the simple names of a method's parameter types; null for what is no method
 */
record InspectedName(
        String type, @Nullable String member, @Nullable List<String> parameters) {

    private static final Pattern TYPE_ARGUMENTS = Pattern.compile("<[^<>]*>");
    private static final Pattern COMPONENTS = Pattern.compile("\\([^()]*\\)(?=[.(])");

    static InspectedName of(String signature) {
        var text = withoutTypeArguments(signature);
        int colon = text.indexOf(':');
        if (colon >= 0) {
            return member(text.substring(0, colon), null);
        }
        text = withoutComponents(text);
        int bracket = text.indexOf('(');
        if (bracket < 0) {
            return new InspectedName(text.strip(), null, null);
        }
        var head = text.substring(0, bracket).strip();
        var name = head.substring(head.lastIndexOf(' ') + 1);
        var end = text.lastIndexOf(')');
        return member(name, parameters(text.substring(bracket + 1, end < bracket ? text.length() : end)));
    }

    /** A signature without the components after a record's name. */
    static String withoutComponents(String signature) {
        return COMPONENTS.matcher(signature).replaceAll("");
    }

    private static InspectedName member(String name, @Nullable List<String> parameters) {
        int dot = name.lastIndexOf('.');
        if (dot >= 0 && !(parameters != null && Character.isUpperCase(name.charAt(dot + 1)))) {
            return new InspectedName(name.substring(0, dot), name.substring(dot + 1), parameters);
        }
        return parameters != null && Character.isUpperCase(name.codePointAt(Math.max(0, dot + 1)))
                ? new InspectedName(name, "<init>", parameters)
                : new InspectedName("", name, parameters);
    }

    static String withoutTypeArguments(String text) {
        var result = text;
        var before = "";
        while (!before.equals(result)) {
            before = result;
            result = TYPE_ARGUMENTS.matcher(result).replaceAll("");
        }
        return result;
    }

    private static List<String> parameters(String text) {
        if (text.isBlank()) {
            return new ArrayList<>();
        }
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(parameter -> simpleType(
                        parameter.lastIndexOf(' ') < 0
                                ? parameter
                                : parameter.substring(0, parameter.lastIndexOf(' '))))
                .toList();
    }

    /** A type without package, type arguments and annotations; {@code ...} as an array. */
    static String simpleType(String type) {
        var plain = withoutTypeArguments(type).replace("...", "[]").strip();
        var last = plain.substring(plain.lastIndexOf(' ') + 1);
        return last.substring(last.lastIndexOf('.') + 1);
    }
}
