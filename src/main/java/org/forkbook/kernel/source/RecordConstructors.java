package org.forkbook.kernel.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Rewriter that makes the constructors of a record public: JShell makes the record public, and javac then rejects a
 * canonical constructor without a modifier, as everyone writes it.
 */
public final class RecordConstructors {

    private static final String MODIFIER = "public ";

    /** After these tokens the name is no constructor's, or the constructor has a modifier. */
    private static final Set<String> NOT_BEFORE = Set.of("public", "protected", "private", "new", ".", ">", ":");

    private RecordConstructors() {}

    /** The declaration that JShell gets. */
    public static String opened(String declaration) {
        var text = new StringBuilder(declaration);
        var places = places(declaration);
        for (int i = places.size() - 1; i >= 0; i--) {
            text.insert(places.get(i), MODIFIER);
        }
        return text.toString();
    }

    /** Maps a position in the rewritten declaration to the original. */
    static long written(String declaration, long position) {
        long at = position;
        for (int place : places(declaration)) {
            if (place < at) {
                at = Math.max(place, at - MODIFIER.length());
            }
        }
        return at;
    }

    private static List<Integer> places(String declaration) {
        if (!declaration.contains("record")) {
            return List.of();
        }
        var tokens = JavaTokens.of(declaration);
        int record = 0;
        while (record < tokens.size() && !tokens.get(record).is("record")) {
            if (tokens.get(record).is("{")) {
                return List.of();
            }
            record++;
        }
        if (record + 2 >= tokens.size()
                || !(tokens.get(record + 2).is("(") || tokens.get(record + 2).is("<"))) {
            return List.of(); // A method is called so.
        }
        var name = tokens.get(record + 1).text();
        var places = new ArrayList<Integer>();
        int depth = 0;
        for (int i = record + 2; i < tokens.size() - 1; i++) {
            var token = tokens.get(i);
            if (token.is("{") || token.is("(")) {
                depth++;
            } else if (token.is("}") || token.is(")")) {
                depth--;
            } else if (depth == 1
                    && token.is(name)
                    && (tokens.get(i + 1).is("{") || tokens.get(i + 1).is("("))
                    && !NOT_BEFORE.contains(tokens.get(i - 1).text())) {
                places.add(token.start());
            }
        }
        return places;
    }
}
