package org.forkbook.course;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.forkbook.notebook.NotebookFormatException;

/** Converter between lessons and notebooks. */
final class LessonNotebook {

    private LessonNotebook() {}

    /** The notebook of a lesson, without outputs. */
    static Notebook of(Lesson lesson) throws NotebookFormatException {
        var ids = new CellIds();
        var cells = new JsonArray();
        lesson.cells().forEach(cell -> cells.add(json(cell, ids.next(cell))));
        var metadata = lesson.metadata().deepCopy();
        // Jupytext's own settings belong to the source; in the notebook they would pair it with a file it doesn't have.
        metadata.remove("jupytext");
        var json = new JsonObject();
        json.add("cells", cells);
        json.add("metadata", metadata);
        json.addProperty("nbformat", 4);
        json.addProperty("nbformat_minor", 5);
        return Notebook.of(json);
    }

    private static JsonObject json(Cell cell, String id) {
        var json = new JsonObject();
        if (!cell.attachments().isEmpty()) {
            json.add("attachments", cell.attachments());
        }
        json.addProperty("cell_type", cell.kind().wireName());
        json.addProperty("id", id);
        json.add("metadata", cell.metadata().deepCopy());
        json.add("source", MultilineText.write(cell.source()));
        if (cell.kind() == Kind.CODE) {
            json.add("execution_count", JsonNull.INSTANCE);
            json.add("outputs", new JsonArray());
        }
        return json;
    }

    /**
     * Copies to a student's notebook those outputs of the executed lesson, which has the same cells, that it may show.
     */
    static void takeShownOutputs(Notebook student, Notebook executed) {
        for (int i = 0; i < student.cells().size(); i++) {
            var cell = student.cells().get(i);
            if (cell.isCode() && Edition.showsOutputs(cell.metadata())) {
                cell.copyRunOf(executed.cells().get(i));
            }
        }
        student.metadata().add("language_info", executed.metadata().get("language_info"));
    }

    /**
     * Copies the outputs of an executed notebook, if it has the same code; returns whether it has.
     *
     * @param exercisesMayDiffer whether only the cells that show outputs must be the same
     */
    static boolean takeOutputs(Notebook target, Notebook executed, boolean exercisesMayDiffer) {
        var to = shown(target, exercisesMayDiffer);
        var from = shown(executed, exercisesMayDiffer);
        boolean same = haveSameCode(to, from) && from.stream().allMatch(Edition::isExecuted);
        if (same) {
            for (int i = 0; i < to.size(); i++) {
                to.get(i).copyRunOf(from.get(i));
            }
            target.metadata().add("language_info", executed.metadata().get("language_info"));
        }
        return same;
    }

    /** Whether two notebooks have the same code cells. */
    static boolean hasCodeOf(Notebook one, Notebook other) {
        return haveSameCode(code(one), code(other));
    }

    private static List<NotebookCell> shown(Notebook notebook, boolean only) {
        return code(notebook).stream()
                .filter(cell -> !only || Edition.showsOutputs(cell.metadata()))
                .toList();
    }

    private static boolean haveSameCode(List<NotebookCell> some, List<NotebookCell> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i).source().equals(others.get(i).source())
                    && whatRuns(some.get(i)).equals(whatRuns(others.get(i)));
        }
        return same;
    }

    /** A cell's metadata without the options for comparing its outputs. */
    private static JsonObject whatRuns(NotebookCell cell) {
        var metadata = cell.metadata().deepCopy();
        metadata.remove(AllowedDifferences.KEY);
        return metadata;
    }

    private static List<NotebookCell> code(Notebook notebook) {
        return notebook.cells().stream().filter(NotebookCell::isCode).toList();
    }

    /** The lesson in a notebook: everything but outputs, cell ids, and the metadata that a run adds. */
    static Lesson lesson(Notebook notebook) {
        var metadata = notebook.metadata().deepCopy();
        metadata.remove("language_info");
        var cells = new ArrayList<Cell>();
        notebook.json().getAsJsonArray("cells").forEach(cell -> cells.add(cell(cell.getAsJsonObject())));
        return new Lesson(metadata, cells);
    }

    private static Cell cell(JsonObject json) {
        var metadata = object(json, "metadata");
        metadata.remove("execution");
        metadata.remove("ExecuteTime");
        metadata.remove("trusted");
        return new Cell(kind(json), source(json), metadata, object(json, "attachments"));
    }

    private static Kind kind(JsonObject json) {
        for (var kind : Kind.values()) {
            if (json.get("cell_type") instanceof JsonPrimitive type
                    && type.getAsString().equals(kind.wireName())) {
                return kind;
            }
        }
        throw new LessonFormatException(
                "A cell's type is " + json.get("cell_type") + "; there are code, markdown and raw.");
    }

    private static String source(JsonObject json) {
        JsonElement source = json.get("source");
        if (source instanceof JsonArray || source instanceof JsonPrimitive) {
            return MultilineText.read(source);
        }
        throw new LessonFormatException(
                String.format(Locale.ROOT, "A cell's source is neither a text nor a list of lines: %s", source));
    }

    private static JsonObject object(JsonObject parent, String key) {
        return parent.get(key) instanceof JsonObject child ? child.deepCopy() : new JsonObject();
    }
}
