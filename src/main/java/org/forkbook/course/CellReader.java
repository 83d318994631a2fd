package org.forkbook.course;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.jspecify.annotations.Nullable;

/** Parser of the cells of a source. */
final class CellReader {

    /** The option that holds a Markdown cell's attached images. */
    static final String ATTACHMENTS = "attachments";

    private static final Pattern REGION = Pattern.compile("<!--\\s*#(region|markdown|md|raw)(.*)-->\\s*");
    private static final Pattern CODE = Pattern.compile("(`{3,})\\s*([^\\s`{]+)(\\s.*)?");
    /** A block with this attribute is shown, not run. */
    private static final String NOT_RUN = ".noeval";

    private final List<String> lines;
    private int at;

    private CellReader(List<String> lines, int at) {
        this.lines = lines;
        this.at = at;
    }

    /** Reads the cells from the line numbered {@code start} on, counted from 0. */
    static List<Cell> read(List<String> lines, int start) {
        var reader = new CellReader(lines, start);
        var cells = new ArrayList<Cell>();
        for (var cell = reader.next(); cell != null; cell = reader.next()) {
            cells.add(cell);
        }
        return cells;
    }

    private @Nullable Cell next() {
        while (at < lines.size() && lines.get(at).isBlank()) {
            at++;
        }
        if (at == lines.size()) {
            return null;
        }
        var region = REGION.matcher(lines.get(at));
        if (region.matches()) {
            return region(region);
        }
        var code = codeStart(lines.get(at));
        return code != null ? code(code) : prose();
    }

    /** The line that ends a region of this name. */
    static Pattern endOf(String name) {
        return Pattern.compile("<!--\\s*#end" + name + "\\s*-->\\s*");
    }

    private Cell region(Matcher start) {
        var name = Objects.requireNonNull(start.group(1));
        var options = CellOptions.parse(Objects.requireNonNull(start.group(2)));
        var source = until(endOf(name).asMatchPredicate(), "<!-- #end" + name + " -->");
        var attachments = options.has(ATTACHMENTS) ? options.remove(ATTACHMENTS).getAsJsonObject() : new JsonObject();
        return new Cell(name.equals("raw") ? Kind.RAW : Kind.MARKDOWN, source, options, attachments);
    }

    private Cell code(Matcher start) {
        int fence = Objects.requireNonNull(start.group(1)).length();
        var options = CellOptions.parse(Objects.requireNonNullElse(start.group(3), ""));
        var body = until(line -> Fence.closes(line, fence), "`".repeat(fence));
        var arguments = options.has(CellMagic.ARGUMENTS)
                ? options.remove(CellMagic.ARGUMENTS).getAsString()
                : "";
        var magic = new CellMagic(Objects.requireNonNull(start.group(2)), arguments, body);
        return new Cell(Kind.CODE, magic.source(), options, new JsonObject());
    }

    private String until(java.util.function.Predicate<String> end, String closing) {
        int start = at + 1;
        for (int i = start; i < lines.size(); i++) {
            if (end.test(lines.get(i))) {
                at = i + 1;
                return String.join("\n", lines.subList(start, i));
            }
        }
        throw new LessonFormatException("Line " + start + ", \"" + lines.get(at)
                + "\", opens a cell that is never closed." + " Add the line " + closing + " where it ends.");
    }

    /** Reads prose up to the next cell's mark, or to two empty lines outside of blocks. */
    private Cell prose() {
        int start = at;
        int blank = 0;
        int fence = 0;
        boolean indented = false;
        for (; at < lines.size(); at++) {
            var line = lines.get(at);
            if (fence > 0) {
                fence = Fence.closes(line, fence) ? 0 : fence;
                continue;
            }
            boolean isBlank = line.isBlank();
            if (blank > 0 && line.startsWith("    ") && !isBlank) {
                indented = true;
                blank = 0;
                continue;
            }
            if (indented && (isBlank || line.startsWith("    "))) {
                continue;
            }
            indented = false;
            if (REGION.matcher(line).matches() || codeStart(line) != null) {
                break;
            }
            if (isBlank) {
                blank++;
            } else if (blank >= 2) {
                break;
            } else {
                blank = 0;
                fence = Fence.length(line) >= 3 ? Fence.length(line) : 0;
            }
        }
        int end = at;
        while (lines.get(end - 1).isBlank()) {
            end--;
        }
        return Cell.of(Kind.MARKDOWN, String.join("\n", lines.subList(start, end)));
    }

    private static @Nullable Matcher codeStart(String line) {
        var start = CODE.matcher(line);
        if (!start.matches() || !CellMagic.isLanguage(Objects.requireNonNull(start.group(2)))) {
            return null;
        }
        var options = Objects.requireNonNullElse(start.group(3), "");
        return List.of(options.strip().split("\\s+")).contains(NOT_RUN) ? null : start;
    }
}
