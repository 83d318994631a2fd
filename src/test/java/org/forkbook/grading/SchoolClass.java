package org.forkbook.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.forkbook.course.Course;
import org.forkbook.course.Edition;
import org.forkbook.notebook.Notebook;

/** Class of students for tests: a small lesson and their submissions. */
final class SchoolClass {

    /** A text in the hidden tests only. */
    static final String SECRET = "nobody shall read this";

    static final String SOLVED = "int square(int n) { return n * n; }";
    static final String GREETS = """
            void hello() {
                var process = new WorkerProcess(() -> System.out.println("hello"));
                process.start();
                process.join();
            }""";

    private static final String LESSON = """
            ---
            jupyter:
              kernelspec:
                display_name: Java (Forkbook)
                language: java
                name: forkbook
            ---

            # A lesson

            ```java tags=["demo"]
            Thread.sleep(3_000);
            ```

            ```java tags=["demo"]
            int doubled(int n) {
                return 2 * n;
            }
            ```

            ```java nbgrader={"grade": false, "grade_id": "square", "locked": false, "schema_version": 3, "solution": true}
            int square(int n) {
                // BEGIN SOLUTION
                return n * n;
                // END SOLUTION
            }
            ```

            ```java nbgrader={"grade": true, "grade_id": "check-square", "locked": true, "points": 2, "schema_version": 3, "solution": false}
            import org.forkbook.checks.*;

            Check.that("square(3)", () -> square(3)).hint("n times n").is(9);
            // BEGIN HIDDEN TESTS
            // %s
            Check.that("the square of a number below zero", () -> square(-5)).hint("it is positive").is(25);
            // END HIDDEN TESTS
            ```

            ```java nbgrader={"grade": false, "grade_id": "hello", "locked": false, "schema_version": 3, "solution": true}
            void hello() {
                // BEGIN SOLUTION
                var process = new WorkerProcess(() -> System.out.println("hello"));
                process.start();
                process.join();
                // END SOLUTION
            }
            ```

            ```java nbgrader={"grade": true, "grade_id": "check-hello", "locked": true, "points": 1, "schema_version": 3, "solution": false}
            org.forkbook.checks.Check.output("hello()", () -> hello()).ofWorkers().hint("a worker is to print").hasLines("hello");
            ```

            <!-- #region nbgrader={"grade": true, "grade_id": "why", "locked": false, "points": 1, "schema_version": 3, "solution": true} -->
            Because.
            <!-- #endregion -->
            """.formatted(SECRET);

    private final Path folder;
    private final Course course;

    SchoolClass(Path folder) throws IOException {
        this.folder = folder;
        this.course = new Course(folder.resolve("lessons"), folder.resolve("notebooks"));
        Files.createDirectories(folder.resolve("lessons"));
        Files.createDirectories(submissions());
        Files.writeString(course.source("01-squares"), LESSON);
    }

    Path folder() {
        return folder;
    }

    Path submissions() {
        return folder.resolve("handed-in");
    }

    Assignment assignment() throws IOException {
        return Assignment.of(
                "01-squares",
                course.notebook("01-squares", Edition.INSTRUCTOR),
                course.notebook("01-squares", Edition.STUDENT));
    }

    Notebook handout() throws IOException {
        return course.notebook("01-squares", Edition.STUDENT);
    }

    /** A student who writes these two methods and no answer to the question. */
    Path handIn(String student, String square, String hello) throws IOException {
        return handIn(student, square, hello, cells -> {});
    }

    /** A student who writes two methods, and does something else besides. */
    Path handIn(String student, String square, String hello, Consumer<JsonArray> more) throws IOException {
        var answers = new LinkedHashMap<String, String>();
        answers.put("square", square);
        answers.put("hello", hello);
        return handIn(submissions().resolve(student).resolve("01-squares.ipynb"), answers, more);
    }

    Path handIn(Path file, Map<String, String> answers, Consumer<JsonArray> more) throws IOException {
        var notebook = handout();
        var cells = notebook.json().getAsJsonArray("cells");
        answers.forEach((id, text) -> cell(cells, id).addProperty("source", text));
        more.accept(cells);
        Files.createDirectories(file.getParent());
        notebook.write(file);
        return file;
    }

    static JsonObject cell(JsonArray cells, String gradeId) {
        for (var cell : cells) {
            if (Assignment.gradeId(cell.getAsJsonObject()).orElse("").equals(gradeId)) {
                return cell.getAsJsonObject();
            }
        }
        throw new AssertionError("no cell " + gradeId);
    }

    /** Puts a code cell at the top. */
    static Consumer<JsonArray> first(String code) {
        return cells -> {
            var cell = new JsonObject();
            cell.addProperty("cell_type", "code");
            cell.addProperty("id", "added");
            cell.add("metadata", new JsonObject());
            cell.addProperty("source", code);
            var all = new JsonArray();
            all.add(cell);
            all.addAll(cells.deepCopy());
            while (!cells.isEmpty()) {
                cells.remove(0);
            }
            cells.addAll(all);
        };
    }
}
