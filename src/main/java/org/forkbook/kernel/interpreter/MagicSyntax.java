package org.forkbook.kernel.interpreter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.forkbook.kernel.magic.CellPart;
import org.forkbook.kernel.source.JavaTokens;

/** Parser that separates the magics of a cell from its Java. */
final class MagicSyntax {

    private static final Pattern CELL_MAGIC = Pattern.compile("\\A\\s*%%(\\w+)[ \\t]*([^\\n]*)(?:\\n|\\z)");
    private static final Pattern LINE_MAGIC = Pattern.compile("^[ \\t]*%(\\w+)[ \\t]*(.*)$");
    private static final Pattern MAGIC_THAT_RUNS_JAVA = Pattern.compile("^%%?(?:time|timeit|page)\\b");

    private MagicSyntax() {}

    /** Whether code is a cell magic: it has no grammar to check. */
    static boolean isCellMagic(String code) {
        return code.stripLeading().startsWith("%%");
    }

    /** The parts of a cell, in order; one part when it is all Java. */
    static List<CellPart> parts(String cell) {
        if (cell.indexOf('%') < 0) { // Most cells.
            return List.of(new CellPart(null, "", cell));
        }
        var whole = CELL_MAGIC.matcher(cell);
        if (whole.find()) {
            return List.of(new CellPart(whole.group(1), whole.group(2).strip(), cell.substring(whole.end())));
        }
        var lineStarts = lineStarts(cell);
        if (lineStarts.isEmpty()) {
            return List.of(new CellPart(null, "", cell));
        }
        var parts = new ArrayList<CellPart>();
        var java = new StringBuilder();
        var blankLines = new StringBuilder();
        int start = 0;
        for (var line : cell.split("\n", -1)) {
            int from = firstIn(lineStarts, start, start + line.length());
            var magic = LINE_MAGIC.matcher(from < 0 ? "" : line.substring(from - start));
            if (from >= 0 && magic.find()) {
                java.append(line, 0, from - start); // A statement may stand before it.
                addJava(parts, java);
                parts.add(new CellPart(magic.group(1), magic.group(2).strip(), ""));
                blankLines.append('\n');
                java = new StringBuilder(blankLines);
            } else {
                java.append(line).append('\n');
                blankLines.append('\n');
            }
            start += line.length() + 1;
        }
        addJava(parts, java);
        return parts;
    }

    private static int firstIn(Set<Integer> places, int start, int end) {
        return places.stream()
                .filter(place -> place >= start && place < end)
                .min(Integer::compare)
                .orElse(-1);
    }

    private static void addJava(List<CellPart> parts, StringBuilder java) {
        if (!java.toString().isBlank()) {
            parts.add(new CellPart(null, "", java.toString()));
        }
    }

    /** A cell with blanks in place of magics, so that every place stays what it is; what a magic runs stays too. */
    static String javaOf(String code) {
        if (code.indexOf('%') < 0) {
            return code;
        }
        var java = new StringBuilder(code);
        for (var start : isCellMagic(code) ? Set.of(code.indexOf('%')) : lineStarts(code)) {
            int end = code.indexOf('\n', start);
            end = end < 0 ? code.length() : end;
            var name = MAGIC_THAT_RUNS_JAVA.matcher(code.substring(start, end));
            int from = name.find() ? start + name.end() : end;
            java.replace(start, from, " ".repeat(from - start));
        }
        return java.toString();
    }

    /** The names of the magics in a cell, with their percent signs, in order. */
    static List<String> namesIn(String code) {
        if (code.indexOf('%') < 0) {
            return List.of();
        }
        return (isCellMagic(code) ? Set.of(code.indexOf('%')) : lineStarts(code))
                .stream().sorted().map(start -> nameAt(code, start)).toList();
    }

    private static String nameAt(String code, int start) {
        int end = start;
        while (end < code.length() && code.charAt(end) == '%') {
            end++;
        }
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        return code.substring(start, end);
    }

    /**
     * The positions of each {@code %} that starts a magic: the first on its line or after a statement. Any other is
     * Java's operator.
     */
    private static Set<Integer> lineStarts(String code) {
        var starts = new HashSet<Integer>();
        int magicEnd = -1;
        JavaTokens.Token last = null;
        for (var token : JavaTokens.of(code)) {
            var lineStart = code.lastIndexOf('\n', token.start() - 1) + 1;
            var isFirst = code.substring(lineStart, token.start()).isBlank();
            var mayStart = last == null || last.is(";") || last.is("}") || last.start() < magicEnd;
            var isBehind = last != null && token.start() >= magicEnd && isWordAt(code, token.end());
            if (token.is("%") && mayStart && (isFirst || isBehind)) {
                starts.add(token.start());
                int end = code.indexOf('\n', token.start());
                magicEnd = end < 0 ? code.length() : end;
            }
            last = token;
        }
        return starts;
    }

    private static boolean isWordAt(String code, int index) {
        return index < code.length() && Character.isLetter(code.charAt(index));
    }
}
