package org.forkbook.grading;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.Notebook;

/**
 * Lesson as a grader sees it: its cells with solutions and hidden tests, and the students' versions of them.
 *
 * @param lesson the lesson's name
 * @param cells the instructor's cells, in order
 * @param stubs the text of each cell that has a grade id, in the students' version
 */
public record Assignment(String lesson, List<JsonObject> cells, Map<String, String> stubs) {

    /** A cell that gives points. */
    record Task(String id, double points, boolean byHand) {}

    /** Creates it from a lesson's two editions. */
    public static Assignment of(String lesson, Notebook instructors, Notebook students) {
        var stubs = new LinkedHashMap<String, String>();
        for (var cell : cells(students)) {
            gradeId(cell).ifPresent(id -> stubs.put(id, source(cell)));
        }
        return new Assignment(lesson, cells(instructors), stubs);
    }

    static List<JsonObject> cells(Notebook notebook) {
        var cells = new ArrayList<JsonObject>();
        notebook.json().getAsJsonArray("cells").forEach(cell -> cells.add(cell.getAsJsonObject()));
        return cells;
    }

    List<Task> tasks() {
        return cells.stream()
                .filter(cell -> flag(cell, "grade"))
                .map(cell -> new Task(gradeId(cell).orElseThrow(), points(cell), flag(cell, "solution")))
                .toList();
    }

    double most() {
        return tasks().stream().mapToDouble(Task::points).sum();
    }

    static String source(JsonObject cell) {
        return MultilineText.read(cell.get("source"));
    }

    static boolean isCode(JsonObject cell) {
        return MultilineText.read(cell.get("cell_type")).equals("code");
    }

    private static JsonObject nbgrader(JsonObject cell) {
        return cell.get("metadata") instanceof JsonObject metadata
                        && metadata.get("nbgrader") instanceof JsonObject nbgrader
                ? nbgrader
                : new JsonObject();
    }

    static Optional<String> gradeId(JsonObject cell) {
        return Optional.of(MultilineText.read(nbgrader(cell).get("grade_id"))).filter(id -> !id.isEmpty());
    }

    static boolean flag(JsonObject cell, String name) {
        return nbgrader(cell).has(name) && nbgrader(cell).get(name).getAsBoolean();
    }

    private static double points(JsonObject cell) {
        return nbgrader(cell).has("points") ? nbgrader(cell).get("points").getAsDouble() : 0;
    }

    /** Whether students may not change it, so that the grader restores it. */
    static boolean isLocked(JsonObject cell) {
        return flag(cell, "locked") || (flag(cell, "grade") && !flag(cell, "solution"));
    }

    /** Whether it is a demonstration, which need not run if the student left it unchanged. */
    static boolean isDemo(JsonObject cell) {
        return cell.get("metadata") instanceof JsonObject metadata
                && String.valueOf(metadata.get("tags")).contains("\"demo\"");
    }
}
