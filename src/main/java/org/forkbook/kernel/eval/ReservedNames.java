package org.forkbook.kernel.eval;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that a cell can't give to its declarations, since JShell's own code, which stands around a cell's, means
 * something else by them.
 */
final class ReservedNames {

    /** Each with the last Java whose JShell uses it. */
    private static final Map<String, Integer> METHODS = Map.of("do_it$", Integer.MAX_VALUE);

    private static final Map<String, Integer> TYPES = Map.of("Object", 20, "Throwable", 20, "SuppressWarnings", 20);

    private ReservedNames() {}

    /** What is wrong with a declaration's name; null when nothing is. */
    static @Nullable CompileProblem problem(Piece piece) {
        var names = piece.kind() == SnippetKind.METHOD ? METHODS : piece.kind() == SnippetKind.TYPE ? TYPES : null;
        if (names == null) {
            return null;
        }
        var name = SnippetKind.nameOf(piece.source());
        int own = Runtime.version().feature();
        int last = names.getOrDefault(name, 0);
        if (last < own) {
            return null;
        }
        int at = Math.max(0, piece.source().indexOf(name));
        return new CompileProblem(
                "JShell, which runs the cells, uses the name " + name + " itself"
                        + (last == Integer.MAX_VALUE ? "" : " in Java " + own)
                        + ": choose another",
                "",
                piece.inCell(at),
                piece.inCell(at + name.length()));
    }
}
