package org.forkbook.kernel.interpreter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.forkbook.kernel.errors.CompileErrors;
import org.forkbook.kernel.source.CellFragment;
import org.forkbook.kernel.source.JavaTokens;
import org.forkbook.kernel.source.JavaTokens.Token;
import org.forkbook.kernel.source.SnippetKind;

/**
 * Order in which the groups of a cell are compiled. A method or a type is there for all of its cell, as in a file, so
 * it comes before what mentions it: before the first statement that does, and before other declarations, which would
 * take a type of an import for it. What a type extends or implements comes before it also when the two need each other;
 * JShell accepts the rest of such a cycle in any order.
 *
 * <p>Statements, variables and imports keep their order among themselves. A name that the cell declares twice stays
 * where it is.
 */
final class DeclarationOrder {

    /** The tokens that end the list of a type's supertypes. */
    private static final Set<String> AFTER_SUPERTYPES = Set.of("{", "(", ")", ";", "=", "permits");

    private final List<Group> groups = new ArrayList<>();

    /** The declarations that may be moved, by name; a method's overloads have the same. */
    private final Map<String, List<Group>> movable = new HashMap<>();

    private final Set<Group> open = new HashSet<>();
    private final Set<Group> ordered = new LinkedHashSet<>();

    /** A group, with the names that it mentions. */
    private static final class Group {
        private final int place;
        private final List<CellFragment> fragments;
        private final Set<String> words = new HashSet<>();
        private final Set<String> supertypes;

        Group(int place, List<CellFragment> fragments) {
            this.place = place;
            this.fragments = fragments;
            fragments.forEach(fragment -> words.addAll(CompileErrors.words(fragment)));
            supertypes =
                    kind() == SnippetKind.TYPE ? supertypesIn(fragments.get(0).source()) : Set.of();
        }

        private SnippetKind kind() {
            return fragments.get(0).kind();
        }

        /** The name of the method or type that it declares; empty when it declares none. */
        private String name() {
            return kind() == SnippetKind.METHOD || kind() == SnippetKind.TYPE
                    ? SnippetKind.nameOf(fragments.get(0).source())
                    : "";
        }

        /** The text before a declaration's body, which differs between overloaded methods. */
        private String head() {
            var source = fragments.get(0).source();
            int body = source.indexOf('{');
            return (body < 0 ? source : source.substring(0, body)).replaceAll("\\s+", "");
        }
    }

    private DeclarationOrder(List<List<CellFragment>> cell) {
        var times = new HashMap<String, Integer>();
        for (var fragments : cell) {
            var group = new Group(groups.size(), fragments);
            groups.add(group);
            times.merge(group.head(), 1, Integer::sum);
        }
        for (var group : groups) {
            if (!group.name().isEmpty() && Objects.equals(times.get(group.head()), 1)) {
                movable.computeIfAbsent(group.name(), name -> new ArrayList<>()).add(group);
            }
        }
    }

    /** The groups of a cell in that order. */
    static List<List<CellFragment>> of(List<List<CellFragment>> cell) {
        var order = new DeclarationOrder(cell);
        order.groups.forEach(order::place);
        return order.ordered.stream().map(group -> group.fragments).toList();
    }

    private void place(Group group) {
        if (ordered.contains(group) || !open.add(group)) {
            return;
        }
        for (var earlier : groups.subList(0, group.place)) { // Its names may mean what these import.
            if (earlier.kind() == SnippetKind.IMPORT) {
                ordered.add(earlier);
            }
        }
        supertypes(group).forEach(this::place);
        for (var needed : mentioned(group.words)) {
            if (!isBelowOpen(needed, new HashSet<>())) {
                place(needed);
            }
        }
        open.remove(group);
        ordered.add(group);
    }

    private Set<Group> supertypes(Group group) {
        return mentioned(group.supertypes);
    }

    private Set<Group> mentioned(Set<String> words) {
        var found = new LinkedHashSet<Group>();
        movable.forEach((name, declared) -> {
            if (words.contains(name)) {
                found.addAll(declared);
            }
        });
        return found;
    }

    /** Whether a type extends or implements, directly or not, a type that is waiting for the current one. */
    private boolean isBelowOpen(Group group, Set<Group> seen) {
        return supertypes(group).stream()
                .anyMatch(above -> seen.add(above) && (open.contains(above) || isBelowOpen(above, seen)));
    }

    /** The names that stand behind {@code extends} and {@code implements}, also of types within. */
    private static Set<String> supertypesIn(String source) {
        var names = new HashSet<String>();
        int depth = -1; // Of type arguments; negative outside of a list of supertypes.
        for (Token token : JavaTokens.of(source)) {
            if (token.is("extends") || token.is("implements")) {
                depth = Math.max(depth, 0);
            } else if (AFTER_SUPERTYPES.contains(token.text())) {
                depth = -1;
            } else if (depth >= 0) {
                depth += token.is("<") ? 1 : token.is(">") ? -1 : 0;
                names.add(token.text());
            }
        }
        return names;
    }
}
