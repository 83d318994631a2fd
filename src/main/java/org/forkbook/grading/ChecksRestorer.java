package org.forkbook.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookFormatException;

/**
 * Submission with its checks restored: changed and lost checks are put back as the instructor wrote them, copies of
 * them are removed. All other cells that a student has added stay.
 *
 * @param notebook what is to be run
 * @param notes the changes, for the student
 * @param leftOut the names that skipped demonstrations declare
 */
record ChecksRestorer(Notebook notebook, List<String> notes, Set<String> leftOut) {

    private static final String SKIP = "skip-execution";

    /** A submission whose unchanged demonstrations are skipped. */
    static ChecksRestorer of(Notebook submitted, Assignment assignment) throws NotebookFormatException {
        return of(
                submitted,
                assignment,
                assignment.cells().stream()
                        .filter(Assignment::isDemo)
                        .map(Assignment::source)
                        .collect(Collectors.toSet()));
    }

    /** A submission whose cells are all run. */
    static ChecksRestorer withDemonstrations(Notebook submitted, Assignment assignment) throws NotebookFormatException {
        return of(submitted, assignment, Set.of());
    }

    private static ChecksRestorer of(Notebook submitted, Assignment assignment, Set<String> demos)
            throws NotebookFormatException {
        var locked = new LinkedHashMap<String, JsonObject>();
        var known = new HashSet<String>();
        for (var cell : assignment.cells()) {
            Assignment.gradeId(cell).ifPresent(id -> {
                known.add(id);
                if (Assignment.isLocked(cell)) {
                    locked.put(id, cell);
                }
            });
        }
        var notes = new ArrayList<String>();
        var cells = new ArrayList<JsonObject>();
        var placed = new HashSet<String>();
        for (var cell : Assignment.cells(submitted)) {
            var id = id(cell, known);
            var original = locked.get(id);
            if (original == null) {
                cells.add(own(cell, demos));
            } else if (placed.add(id)) {
                if (!Assignment.source(cell).strip().equals(shown(assignment, id))) {
                    notes.add("The check " + id + " had been changed; it was restored.");
                }
                cells.add(original.deepCopy());
            } else {
                notes.add("A second copy of the check " + id + " was removed.");
            }
        }
        if (placed.isEmpty() && cells.stream().noneMatch(cell -> known.contains(id(cell, known)))) {
            notes.add("No cell of this lesson's exercises was found. Is it the right notebook?");
        }
        putBack(assignment, locked, cells, placed, known, notes);
        return new ChecksRestorer(notebook(submitted, cells), notes, names(demos));
    }

    /** The same notebook with checks as students have them, without hidden tests. */
    Notebook withoutHiddenTests(Assignment assignment) throws NotebookFormatException {
        var cells = new ArrayList<JsonObject>();
        for (var cell : Assignment.cells(notebook)) {
            var copy = cell.deepCopy();
            if (Assignment.isLocked(cell) && CheckFailureExplanation.hasHiddenTests(Assignment.source(cell))) {
                copy.addProperty(
                        "source", shown(assignment, Assignment.gradeId(cell).orElse("")));
            }
            cells.add(copy);
        }
        return notebook(notebook, cells);
    }

    private static Set<String> names(Set<String> sources) {
        var names = new HashSet<String>();
        for (var source : sources) {
            names.addAll(SourceNames.of(source).declared());
        }
        return names;
    }

    private static String shown(Assignment assignment, String id) {
        return assignment.stubs().getOrDefault(id, "").strip();
    }

    /** The grade id; where a program has dropped it, the cell's own id, which is the same in our notebooks. */
    static String id(JsonObject cell, Set<String> known) {
        var own = MultilineText.read(cell.get("id"));
        return Assignment.gradeId(cell).orElse(known.contains(own) ? own : "");
    }

    private static JsonObject own(JsonObject cell, Set<String> demos) {
        var copy = cell.deepCopy();
        if (demos.contains(Assignment.source(cell))) {
            var metadata = copy.get("metadata") instanceof JsonObject object ? object : new JsonObject();
            var tags = metadata.get("tags") instanceof JsonArray array ? array : new JsonArray();
            tags.add(new JsonPrimitive(SKIP));
            metadata.add("tags", tags);
            copy.add("metadata", metadata);
        }
        return copy;
    }

    /** Inserts lost checks after the last of the lesson's cells before them that exists. */
    private static void putBack(
            Assignment assignment,
            Map<String, JsonObject> locked,
            List<JsonObject> cells,
            Set<String> placed,
            Set<String> known,
            List<String> notes) {
        int place = -1;
        for (var cell : assignment.cells()) {
            var id = Assignment.gradeId(cell).orElse("");
            if (locked.containsKey(id) && placed.add(id)) {
                place = place < 0 ? cells.size() : place;
                cells.add(place++, cell.deepCopy());
                notes.add("The check " + id + " was missing; it was restored.");
                continue;
            }
            for (int i = 0; i < cells.size() && !id.isEmpty(); i++) {
                if (id(cells.get(i), known).equals(id)) {
                    place = Math.max(place, i + 1);
                }
            }
        }
    }

    private static Notebook notebook(Notebook submitted, List<JsonObject> cells) throws NotebookFormatException {
        var json = submitted.json().deepCopy();
        var array = new JsonArray();
        cells.forEach(array::add);
        json.add("cells", array);
        return Notebook.of(json);
    }
}
