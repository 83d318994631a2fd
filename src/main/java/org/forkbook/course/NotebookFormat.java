package org.forkbook.course;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeMap;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.jspecify.annotations.Nullable;

/** Notebooks in nbformat 4.5, as text and as lessons. Text is laid out as Jupyter's own, so that saving changes nothing. */
public final class NotebookFormat {

    private static final Gson GSON = new GsonBuilder()
            .setFormattingStyle(com.google.gson.FormattingStyle.PRETTY.withIndent(" "))
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private NotebookFormat() {}

    /** The notebook of a lesson, without outputs. */
    static JsonObject notebook(Lesson lesson) {
        var ids = new CellIds();
        var cells = new JsonArray();
        lesson.cells().forEach(cell -> cells.add(cell(cell, ids.next(cell))));
        var metadata = lesson.metadata().deepCopy();
        // Jupytext's own settings belong to the source; in the notebook they would pair it with a file it doesn't have.
        metadata.remove("jupytext");
        var notebook = new JsonObject();
        notebook.add("cells", cells);
        notebook.add("metadata", metadata);
        notebook.addProperty("nbformat", 4);
        notebook.addProperty("nbformat_minor", 5);
        return notebook;
    }

    private static JsonObject cell(Cell cell, String id) {
        var json = new JsonObject();
        if (!cell.attachments().isEmpty()) {
            json.add("attachments", cell.attachments());
        }
        json.addProperty("cell_type", cell.kind().wireName());
        json.addProperty("id", id);
        json.add("metadata", cell.metadata());
        json.add("source", multiline(cell.source()));
        if (cell.kind() == Kind.CODE) {
            json.add("execution_count", JsonNull.INSTANCE);
            json.add("outputs", new JsonArray());
        }
        return json;
    }

    /** What of a notebook belongs to a lesson: everything but outputs, cell ids, and what a run leaves in the metadata. */
    static Lesson lesson(JsonObject notebook) {
        if (!(notebook.get("cells") instanceof JsonArray array) || major(notebook) != 4) {
            throw new LessonFormatException("This is not a notebook in format 4: it has nbformat "
                    + notebook.get("nbformat") + (notebook.has("cells") ? "." : " and no cells.")
                    + " Open it in JupyterLab and save it; that converts it.");
        }
        var metadata = object(notebook, "metadata");
        metadata.remove("language_info");
        var cells = new ArrayList<Cell>();
        for (var element : array) {
            cells.add(cell(element));
        }
        return new Lesson(metadata, cells);
    }

    private static int major(JsonObject notebook) {
        return notebook.get("nbformat") instanceof JsonPrimitive number && number.isNumber() ? number.getAsInt() : 0;
    }

    private static Cell cell(JsonElement element) {
        if (!(element instanceof JsonObject json) || !(json.get("cell_type") instanceof JsonPrimitive type)) {
            throw new LessonFormatException("A cell of the notebook has no \"cell_type\": " + element);
        }
        Kind kind;
        try {
            kind = Kind.valueOf(type.getAsString().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new LessonFormatException("Unknown kind of cell: " + type + ".", e);
        }
        var metadata = object(json, "metadata");
        metadata.remove("execution");
        metadata.remove("ExecuteTime");
        metadata.remove("trusted");
        return new Cell(kind, text(json.get("source")), metadata, object(json, "attachments"));
    }

    private static JsonObject object(JsonObject parent, String key) {
        return parent.get(key) instanceof JsonObject child ? child.deepCopy() : new JsonObject();
    }

    /**
     * Reads a notebook's text.
     *
     * @throws LessonFormatException if it is not a JSON object
     */
    static JsonObject read(String text) {
        try {
            return JsonParser.parseString(text).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new LessonFormatException("This is not a notebook: " + e.getMessage(), e);
        }
    }

    /** A notebook's text: keys sorted, an indent of one, a newline at the end. */
    static String write(JsonObject notebook) {
        return GSON.toJson(sorted(notebook)) + "\n";
    }

    private static JsonElement sorted(JsonElement element) {
        if (element.isJsonObject()) {
            var entries = new TreeMap<String, JsonElement>();
            element.getAsJsonObject()
                    .entrySet()
                    .forEach(entry -> entries.put(entry.getKey(), sorted(entry.getValue())));
            var sorted = new JsonObject();
            entries.forEach(sorted::add);
            return sorted;
        }
        if (element.isJsonArray()) {
            var sorted = new JsonArray();
            element.getAsJsonArray().forEach(item -> sorted.add(sorted(item)));
            return sorted;
        }
        return element;
    }

    /** A text as notebooks store it: a list of lines that keep their newlines. */
    private static JsonArray multiline(String text) {
        var lines = new JsonArray();
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }

    /** The text of a field that is a string or a list of strings. */
    static String text(@Nullable JsonElement field) {
        if (field instanceof JsonArray lines) {
            var text = new StringBuilder();
            lines.forEach(line -> text.append(line.getAsString()));
            return text.toString();
        }
        if (field instanceof JsonPrimitive text) {
            return text.getAsString();
        }
        throw new LessonFormatException("A text of the notebook is neither a string nor a list of lines: " + field);
    }
}
