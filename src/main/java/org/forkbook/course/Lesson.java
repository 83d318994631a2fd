package org.forkbook.course;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/**
 * Lesson in its neutral form: what a Markdown source and a notebook have in common, which is everything but outputs.
 *
 * @param metadata the notebook's metadata, such as its {@code kernelspec}
 * @param cells its cells, in order
 */
public record Lesson(JsonObject metadata, List<Cell> cells) {

    public Lesson {
        cells = List.copyOf(cells);
    }

    /**
     * Whether it measures times that other work on the machine would distort: {@code measures: true} in its header.
     */
    public boolean measures() {
        return metadata.get(AllowedDifferences.KEY) instanceof JsonObject own
                && own.get("measures") instanceof JsonPrimitive measures
                && measures.getAsBoolean();
    }

    /**
     * A cell.
     *
     * @param kind what it holds
     * @param source its text, lines separated by {@code \n}
     * @param metadata its metadata, such as {@code tags} and {@code nbgrader}
     * @param attachments pictures pasted into a Markdown cell, by name; mostly empty
     */
    public record Cell(Kind kind, String source, JsonObject metadata, JsonObject attachments) {

        static Cell of(Kind kind, String source) {
            return new Cell(kind, source, new JsonObject(), new JsonObject());
        }
    }

    /** The kind of a cell. */
    public enum Kind {
        /** Java, or a magic and its text. */
        CODE,
        /** Prose. */
        MARKDOWN,
        /** Text for a converter, left alone. */
        RAW;

        /** The kind as a notebook file writes it. */
        String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
