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
    void aCourseOfOneLesson() throws IOException {
        Files.createDirectories(folder.resolve("lessons"));
        Files.writeString(folder.resolve("lessons/01-one.md"), SOURCE);
        Files.writeString(folder.resolve("lessons/TEACHING.md"), "# For teachers");
        course = new Course(folder.resolve("lessons"), folder.resolve("notebooks"));
    }

    /** Stands in for a kernel: each code cell answers 2. */
    private static JsonObject answerTwo(JsonObject notebook) {
        for (var cell : notebook.getAsJsonArray("cells")) {
            var json = cell.getAsJsonObject();
            if (json.has("outputs")) {
                json.addProperty("execution_count", 1);
                var output = new JsonObject();
                output.addProperty("output_type", "stream");
                output.addProperty("name", "stdout");
                output.addProperty("text", "2");
                json.getAsJsonArray("outputs").add(output);
            }
        }
        return notebook;
    }

    private void edit(java.util.function.Consumer<JsonObject> change) throws IOException {
        var notebook = NotebookFormat.read(Files.readString(course.notebook("01-one")));
        change.accept(notebook);
        Files.writeString(course.notebook("01-one"), NotebookFormat.write(notebook));
    }

    @Test
    void onlyNumberedSourcesAreLessons() throws IOException {
        assertEquals(List.of("01-one"), course.names());
    }

    @Test
    void aLessonIsBuiltOnceAndAgainWhenItsSourceChanges() throws IOException {
        assertFalse(course.isBuilt("01-one"));
        course.build("01-one", CourseTest::answerTwo);
        assertTrue(course.isBuilt("01-one"));
        Files.writeString(course.source("01-one"), SOURCE.replace("1 + 1", "2"));
        assertFalse(course.isBuilt("01-one"));
    }

    @Test
    void aNotebookThatWasNeverExecutedIsNotBuilt() throws IOException {
        course.build("01-one", notebook -> notebook);
        assertFalse(course.isBuilt("01-one"));
    }

    @Test
    void aFileThatIsNoNotebookIsNotBuilt() throws IOException {
        Files.createDirectories(folder.resolve("notebooks"));
        Files.writeString(course.notebook("01-one"), "oops");
        assertFalse(course.isBuilt("01-one"));
    }

    @Test
    void aFailedBuildLeavesTheOldNotebookAndNothingElse() throws IOException {
        course.build("01-one", CourseTest::answerTwo);
        var before = Files.readString(course.notebook("01-one"));
        assertThrows(
                IOException.class,
                () -> course.build("01-one", notebook -> {
                    throw new IOException("the kernel died");
                }));
        assertEquals(before, Files.readString(course.notebook("01-one")));
        try (var files = Files.list(folder.resolve("notebooks"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void takingABuiltNotebookBackChangesNothing() throws IOException {
        course.build("01-one", CourseTest::answerTwo);
        course.take(course.notebook("01-one"));
        assertEquals(SOURCE, Files.readString(course.source("01-one")));
    }

    @Test
    void whatWasEditedInTheNotebookComesIntoTheSource() throws IOException {
        course.build("01-one", CourseTest::answerTwo);
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
    void aNotebookWithoutASourceGetsOne() throws IOException {
        course.build("01-one", CourseTest::answerTwo);
        var other = folder.resolve("07-new.ipynb");
        Files.move(course.notebook("01-one"), other);
        course.take(other);
        assertEquals(List.of("01-one", "07-new"), course.names());
        assertEquals(course.read("01-one").cells(), course.read("07-new").cells());
    }

    @Test
    void errorsNameTheFile() throws IOException {
        Files.writeString(course.source("01-one"), "no header");
        var unreadable = assertThrows(LessonFormatException.class, () -> course.read("01-one"));
        assertTrue(unreadable.toString().contains("01-one.md"), unreadable::toString);
        var missing = assertThrows(LessonFormatException.class, () -> course.read("02-two"));
        assertTrue(missing.toString().contains("There are: 01-one"), missing::toString);
        var bad = Files.writeString(folder.resolve("bad.ipynb"), "{");
        var error = assertThrows(LessonFormatException.class, () -> course.take(bad));
        assertTrue(error.toString().contains("bad.ipynb"), error::toString);
    }
}
