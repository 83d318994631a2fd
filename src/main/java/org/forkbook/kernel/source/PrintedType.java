package org.forkbook.kernel.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.forkbook.kernel.source.JavaTokens.Kind;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.jspecify.annotations.Nullable;

/**
 * Parsed type as javac prints it, intersections included: {@code List<Record&Priced&Named>}.
 *
 * @param wildcard {@code "? extends "} or {@code "? super "}, or nothing
 * @param bounds the types of the intersection; one when it is no intersection
 * @param dimensions {@code "[]"} for each dimension of an array
 */
public record PrintedType(String wildcard, List<Part> bounds, String dimensions) {

    private static final Set<String> SAY_LITTLE = Set.of("Object", "Record", "Enum", "Serializable", "Comparable");

    /** A class with its type arguments. */
    record Part(String name, List<PrintedType> arguments) {

        String simpleName() {
            return name.substring(name.lastIndexOf('.') + 1);
        }
    }

    /** Parses a type; null when this class can't parse it. */
    public static @Nullable PrintedType of(String text) {
        var reader = new Reader(JavaTokens.of(text));
        try {
            var type = reader.type();
            return reader.isAtEnd() ? type : null;
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /**
     * The type with one type in place of each intersection: the first that the notebook declares, or the most specific.
     */
    public String denotable(Set<String> notebookTypes) {
        var part = bounds.stream()
                .filter(bound -> notebookTypes.contains(bound.name()))
                .findFirst()
                .or(() -> bounds.stream()
                        .filter(bound -> !SAY_LITTLE.contains(bound.simpleName()))
                        .filter(bound -> !bound.simpleName().startsWith("Constant")
                                && !bound.simpleName().equals("Constable"))
                        .findFirst())
                .orElse(bounds.get(0));
        return wildcard + written(part, argument -> argument.denotable(notebookTypes)) + dimensions;
    }

    /** A generic method that returns a variable's value, whose type javac infers to be this one. */
    public String accessor(String variable, String method) {
        var parameters = new ArrayList<String>();
        var type = withParameters(parameters);
        return "<" + String.join(", ", parameters) + "> java.util.function.Supplier<" + type + "> " + method
                + "() { return () -> (" + type + ") (java.lang.Object) " + variable + "; }";
    }

    private String withParameters(List<String> parameters) {
        if (bounds.size() == 1) {
            return wildcard + written(bounds.get(0), argument -> argument.withParameters(parameters)) + dimensions;
        }
        var bound = bounds.stream()
                .map(part -> written(part, argument -> argument.denotable(Set.of())))
                .collect(Collectors.joining(" & "));
        var name = "T" + parameters.size();
        parameters.add(name + " extends " + bound);
        return wildcard + name + dimensions;
    }

    private static String written(Part part, Function<PrintedType, String> argument) {
        if (part.arguments().isEmpty()) {
            return part.name();
        }
        var all = new StringJoiner(", ", "<", ">");
        part.arguments().forEach(one -> all.add(argument.apply(one)));
        return part.name() + all;
    }

    /** Recursive-descent parser; a missing token is an IndexOutOfBoundsException. */
    private static final class Reader {

        private final List<Token> tokens;
        private int at;

        Reader(List<Token> tokens) {
            this.tokens = tokens;
        }

        boolean isAtEnd() {
            return at == tokens.size();
        }

        PrintedType type() {
            var wildcard = "";
            if (accepts("?")) {
                wildcard = accepts("extends") ? "? extends " : accepts("super") ? "? super " : "?";
                if (wildcard.equals("?")) {
                    return new PrintedType("", List.of(new Part("?", List.of())), "");
                }
            }
            var bounds = new ArrayList<Part>();
            do {
                bounds.add(part());
            } while (accepts("&"));
            var dimensions = new StringBuilder();
            while (accepts("[")) {
                expect("]");
                dimensions.append("[]");
            }
            return new PrintedType(wildcard, List.copyOf(bounds), dimensions.toString());
        }

        private Part part() {
            var name = new StringBuilder(word());
            while (accepts(".")) {
                name.append('.').append(word());
            }
            var arguments = new ArrayList<PrintedType>();
            if (accepts("<")) {
                do {
                    arguments.add(type());
                } while (accepts(","));
                expect(">");
            }
            return new Part(name.toString(), List.copyOf(arguments));
        }

        private String word() {
            var token = tokens.get(at++);
            if (token.kind() != Kind.WORD) {
                throw new IndexOutOfBoundsException();
            }
            return token.text();
        }

        private boolean accepts(String text) {
            var is = at < tokens.size() && tokens.get(at).is(text);
            if (is) {
                at++;
            }
            return is;
        }

        private void expect(String text) {
            if (!accepts(text)) {
                throw new IndexOutOfBoundsException();
            }
        }
    }
}
