package org.forkbook.kernel.interpreter;

import java.util.Map;
import org.forkbook.kernel.source.CellFragment;
import org.forkbook.kernel.source.CompileProblem;
import org.forkbook.kernel.source.SnippetKind;
import org.jspecify.annotations.Nullable;

/** Names that a cell can't declare, since JShell's own code, which surrounds a cell's, uses them. */
final class ReservedNames {

    /** Each method with the last Java version whose JShell uses it. */
    private static final Map<String, Integer> METHODS = Map.of("do_it$", Integer.MAX_VALUE);

    private static final Map<String, Integer> TYPES = Map.of("Object", 20, "Throwable", 20, "SuppressWarnings", 20);

    private ReservedNames() {}

    /** The problem of a declaration's name; null when there is none. */
    static @Nullable CompileProblem problem(CellFragment fragment) {
        var names =
                fragment.kind() == SnippetKind.METHOD ? METHODS : fragment.kind() == SnippetKind.TYPE ? TYPES : null;
        if (names == null) {
            return null;
        }
        var name = SnippetKind.nameOf(fragment.source());
        int own = Runtime.version().feature();
        int last = names.getOrDefault(name, 0);
        if (last < own) {
            return null;
        }
        int at = Math.max(0, fragment.source().indexOf(name));
        return new CompileProblem(
                "JShell, which runs the cells, uses the name " + name + " itself"
                        + (last == Integer.MAX_VALUE ? "" : " in Java " + own)
                        + ": choose another",
                "",
                fragment.inCell(at),
                fragment.inCell(at + name.length()));
    }
}
