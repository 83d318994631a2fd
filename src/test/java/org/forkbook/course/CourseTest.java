package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.notebook.DisplayIds;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookFormatException;
import org.forkbook.notebook.OutputArea;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseTest {

    private static final String SOURCE = """
            ---
            jupyter:
              jupytext:
                formats: ipynb,md
              kernelspec:
                name: forkbook
            ---

            # A lesson

            ```java
            1 + 1
            ```
            """;

    @TempDir
    Path folder;

    private Course course;

    @BeforeEach
    void aCourseOfOneLesson() throws Exception {
        Files.createDirectories(folder.resolve("lessons"));
        Files.writeString(folder.resolve("lessons/01-one.md"), SOURCE);
        Files.writeString(folder.resolve("lessons/README.md"), "# About these lessons");
        course = new Course(folder.resolve("lessons"), folder.resolve("notebooks"));
    }

    /** Stands in for a kernel: each code cell prints 2. */
    private static boolean printTwo(Notebook notebook, Path folder) {
        assertTrue(Files.isDirectory(folder));
        for (var cell : notebook.cells()) {
            if (cell.isCode()) {
                var area = new OutputArea(new DisplayIds());
                var content = new JsonObject();
                content.addProperty("name", "stdout");
                content.addProperty("text", "2");
                area.accept("stream", content);
                cell.setExecutionCount(1);
                cell.setOutputs(area.toJson());
            }
        }
        return true;
    }

    private void edit(Consumer<JsonObject> change) throws IOException {
        var notebook = Notebook.read(course.notebook("01-one"));
        change.accept(notebook.json());
        notebook.write(course.notebook("01-one"));
    }

    @Test
    void onlyNumberedSourcesAreLessons() throws Exception {
        assertEquals(List.of("01-one"), course.names());
    }

    @Test
    void aLessonIsBuiltOnceAndAgainWhenItsSourceChanges() throws Exception {
        assertFalse(course.isBuilt("01-one"));
        course.build("01-one", CourseTest::printTwo);
        assertTrue(course.isBuilt("01-one"));
        Files.writeString(course.source("01-one"), SOURCE.replace("1 + 1", "2"));
        assertFalse(course.isBuilt("01-one"));
    }

    @Test
    void aNotebookThatWasNeverExecutedIsNotBuilt() throws Exception {
        course.build("01-one", (notebook, folder) -> true);
        assertFalse(course.isBuilt("01-one"));
    }

    @Test
    void aFileThatIsNoNotebookIsNotBuilt() throws Exception {
        Files.createDirectories(folder.resolve("notebooks"));
        Files.writeString(course.notebook("01-one"), "oops");
        assertFalse(course.isBuilt("01-one"));
    }

    @Test
    void aFailedBuildLeavesTheOldNotebookAndNothingElse() throws Exception {
        course.build("01-one", CourseTest::printTwo);
        var before = Files.readString(course.notebook("01-one"));
        assertFalse(course.build("01-one", (notebook, unused) -> false));
        assertEquals(before, Files.readString(course.notebook("01-one")));
        try (var files = Files.list(folder.resolve("notebooks"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void newProseKeepsTheOutputsAndNewCodeDoesNot() throws Exception {
        assertFalse(course.renewProse("01-one"));
        course.build("01-one", CourseTest::printTwo);
        Files.writeString(course.source("01-one"), SOURCE.replace("# A lesson", "# A better lesson\n\n\nMore prose."));
        assertTrue(course.renewProse("01-one"));
        assertTrue(course.isBuilt("01-one"));
        assertEquals(
                1,
                Notebook.read(course.notebook("01-one"))
                        .cells()
                        .get(2)
                        .outputs()
                        .size());
        Files.writeString(course.source("01-one"), SOURCE.replace("1 + 1", "2"));
        assertFalse(course.renewProse("01-one"));
        Files.writeString(course.source("01-one"), SOURCE.replace("```java", "```java tags=[\"raises-exception\"]"));
        assertFalse(course.renewProse("01-one"));
        Files.writeString(course.notebook("01-one"), "oops");
        assertFalse(course.renewProse("01-one"));
    }

    @Test
    void changedExercisesLeaveTheOutputsOfTheOtherCells() throws Exception {
        var check = """

                ```java nbgrader={"grade": true, "grade_id": "check", "locked": true, "points": 1, "schema_version": 3, "solution": false}
                assert true;
                ```
                """;
        Files.writeString(course.source("01-one"), SOURCE + check);
        course.build("01-one", CourseTest::printTwo);
        Files.writeString(course.source("01-one"), SOURCE + check.replace("true;", "1 < 2;"));
        assertFalse(course.renewProse("01-one"));
        assertTrue(course.renewExercises("01-one"));
        assertTrue(course.isBuilt("01-one"));
        var cells = Notebook.read(course.notebook("01-one")).cells();
        assertEquals(1, cells.get(1).outputs().size());
        assertEquals("assert 1 < 2;", cells.get(2).source());
        Files.writeString(course.source("01-one"), SOURCE.replace("1 + 1", "2") + check);
        assertFalse(course.renewExercises("01-one"));
    }

    @Test
    void takingABuiltNotebookBackChangesNothing() throws Exception {
        course.build("01-one", CourseTest::printTwo);
        course.take(course.notebook("01-one"));
        assertEquals(SOURCE, Files.readString(course.source("01-one")));
    }

    @Test
    void whatWasEditedInTheNotebookComesIntoTheSource() throws Exception {
        course.build("01-one", CourseTest::printTwo);
        edit(notebook -> {
            var cells = notebook.getAsJsonArray("cells");
            cells.get(1).getAsJsonObject().add("source", new JsonPrimitive("2 + 2"));
            var tags = new JsonArray();
            tags.add("slow");
            cells.get(1).getAsJsonObject().getAsJsonObject("metadata").add("tags", tags);
            var added = cells.get(0).deepCopy().getAsJsonObject();
            added.addProperty("source", "The end.");
            added.addProperty("id", "7f6c2a1e-9b1d-4c57-8a53-0f3b1b0f6a11");
            cells.add(added);
        });
        course.take(course.notebook("01-one"));
        assertEquals(
                SOURCE.replace("```java", "```java tags=[\"slow\"]").replace("1 + 1", "2 + 2") + "\nThe end.\n",
                Files.readString(course.source("01-one")));
    }

    @Test
    void aNotebookWithoutASourceGetsOne() throws Exception {
        course.build("01-one", CourseTest::printTwo);
        var other = folder.resolve("07-new.ipynb");
        Files.move(course.notebook("01-one"), other);
        course.take(other);
        assertEquals(List.of("01-one", "07-new"), course.names());
        assertEquals(course.read("01-one").cells(), course.read("07-new").cells());
    }

    @Test
    void errorsNameTheFile() throws Exception {
        Files.writeString(course.source("01-one"), "no header");
        var unreadable = assertThrows(LessonFormatException.class, () -> course.read("01-one"));
        assertTrue(unreadable.toString().contains("01-one.md"), unreadable::toString);
        var missing = assertThrows(LessonFormatException.class, () -> course.read("02-two"));
        assertTrue(missing.toString().contains("There are: 01-one"), missing::toString);
        var bad = Files.writeString(folder.resolve("bad.ipynb"), "{");
        var error = assertThrows(NotebookFormatException.class, () -> course.take(bad));
        assertTrue(error.toString().contains("bad.ipynb"), error::toString);
    }
}
