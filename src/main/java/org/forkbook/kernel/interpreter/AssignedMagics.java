package org.forkbook.kernel.interpreter;

import java.util.stream.Collectors;
import org.forkbook.kernel.magic.MagicArguments;
import org.forkbook.kernel.source.JavaTokens;

/**
 * Rewriter of magics that give a variable its value, as in {@code List<String> jars = %jars lib/*.jar}, to calls of a
 * function.
 */
final class AssignedMagics {

    private AssignedMagics() {}

    /** The cell with such magics as calls; lines stay where they are. */
    static String asCalls(String cell) {
        if (cell.indexOf('%') < 0) { // Most cells.
            return cell;
        }
        JavaTokens.Token last = null;
        for (var token : JavaTokens.of(cell)) {
            if (token.is("%") && last != null && last.is("=")) {
                return asCalls(replaced(cell, token.start()));
            }
            last = token;
        }
        return cell;
    }

    private static String replaced(String cell, int start) {
        int lineEnd = cell.indexOf('\n', start);
        int end = lineEnd < 0 ? cell.length() : lineEnd;
        var words = MagicArguments.all(cell.substring(start + 1, end).replaceFirst(";\\s*$", ""));
        var name = words.isEmpty() ? "" : words.get(0);
        var arguments = words.stream().skip(1).map(AssignedMagics::literal).collect(Collectors.joining(", "));
        return cell.substring(0, start) + "lineMagic(" + literal(name) + ", java.util.List.<String>of(" + arguments
                + "));" + cell.substring(end);
    }

    private static String literal(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
