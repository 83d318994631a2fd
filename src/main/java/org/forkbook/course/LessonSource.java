package org.forkbook.course;

import com.google.gson.JsonObject;
import java.util.List;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;

/**
 * Parser and writer of lessons as Markdown text, in the format that jupytext calls {@code markdown} 1.3.
 *
 * <p>A YAML header holds the notebook's metadata. A fenced block of Java is a code cell, with metadata after the
 * language; a block of another language that has a magic is a code cell that starts with {@code %%language}. Everything
 * else is prose; two empty lines, or a pair of {@code <!-- #region -->} and {@code <!-- #endregion -->}, separate one
 * cell of prose from the next.
 *
 * <pre>{@code
 * var lesson = LessonSource.parse(Files.readString(Path.of("lessons/05-pool-map.md")));
 * assert LessonSource.write(lesson).equals(Files.readString(Path.of("lessons/05-pool-map.md")));
 * }</pre>
 */
public final class LessonSource {

    static final String LANGUAGE = "java";

    private LessonSource() {}

    /**
     * Reads a source.
     *
     * @throws LessonFormatException if it has no header, or a region or block that isn't closed
     */
    public static Lesson parse(String text) {
        var lines = lines(text.replace("\r\n", "\n").replaceFirst("\n\\z", ""));
        if (!lines.get(0).equals("---")) {
            throw new LessonFormatException("A lesson starts with a YAML header between two lines of ---.");
        }
        int end = lines.subList(1, lines.size()).indexOf("---");
        if (end < 0) {
            throw new LessonFormatException("The YAML header has no closing line of ---.");
        }
        var header = LessonHeader.parse(String.join("\n", lines.subList(1, end + 1)));
        return new Lesson(header, CellReader.read(lines, end + 2));
    }

    /** Writes a lesson as text for {@link #parse}. */
    public static String write(Lesson lesson) {
        var text = new StringBuilder("---\n")
                .append(LessonHeader.write(lesson.metadata()))
                .append("---\n");
        boolean afterProse = false;
        for (var cell : lesson.cells()) {
            boolean prose = isBareProse(cell);
            text.append(afterProse && prose ? "\n\n" : "\n");
            text.append(prose ? cell.source() : marked(cell)).append('\n');
            afterProse = prose;
        }
        return text.toString();
    }

    private static String marked(Cell cell) {
        return switch (cell.kind()) {
            case CODE -> fenced(cell);
            case MARKDOWN -> region(cell, "region", "markdown", "md");
            case RAW -> region(cell, "raw");
        };
    }

    /**
     * Whether a cell needs no marks: read with prose after it, its text gives the same cell. An indented first line may
     * belong to the cell before it.
     */
    private static boolean isBareProse(Cell cell) {
        if (cell.kind() != Kind.MARKDOWN
                || !options(cell).isEmpty()
                || cell.source().isBlank()
                || cell.source().startsWith(" ")) {
            return false;
        }
        var next = Cell.of(Kind.MARKDOWN, "next");
        var lines = lines(cell.source() + "\n\n\n" + next.source());
        try {
            return CellReader.read(lines, 0).equals(List.of(cell, next));
        } catch (LessonFormatException e) {
            // Something in it looks like the start of a block that is never closed: it needs marks.
            return false;
        }
    }

    private static String fenced(Cell cell) {
        var magic = CellMagic.of(cell.source());
        var metadata = cell.metadata().deepCopy();
        if (!magic.arguments().isEmpty()) {
            metadata.addProperty(CellMagic.ARGUMENTS, magic.arguments());
        }
        var options = CellOptions.write(metadata);
        var fence = Fence.around(magic.body());
        return fence + magic.language() + (options.isEmpty() ? "" : " " + options) + "\n" + magic.body() + "\n" + fence;
    }

    /** The first of these names whose end isn't a line of the cell's own text. */
    private static String region(Cell cell, String... names) {
        for (var name : names) {
            if (lines(cell.source()).stream().noneMatch(CellReader.endOf(name).asMatchPredicate())) {
                var options = CellOptions.write(options(cell));
                return "<!-- #" + name + (options.isEmpty() ? "" : " " + options) + " -->\n" + cell.source()
                        + "\n<!-- #end" + name + " -->";
            }
        }
        throw new LessonFormatException("A cell's text holds the line \"<!-- #end" + names[names.length - 1]
                + " -->\", which would end the cell in a lesson's source. Change that line, for example"
                + " with a space before it.");
    }

    private static JsonObject options(Cell cell) {
        var options = cell.metadata().deepCopy();
        if (!cell.attachments().isEmpty()) {
            options.add(CellReader.ATTACHMENTS, cell.attachments());
        }
        return options;
    }

    /** The lines of a text; unlike with {@link String#lines}, an empty last line counts and a lone {@code \r} is text. */
    private static List<String> lines(String text) {
        return List.of(text.split("\n", -1));
    }
}
