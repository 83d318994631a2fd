package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.forkbook.course.Course.Execution;
import org.forkbook.notebook.DisplayIds;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.forkbook.notebook.OutputArea;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lesson with an exercise, built and verified with a fake kernel. */
class OutputComparisonTest {

    private static final String SOURCE = """
            ---
            jupyter:
              kernelspec:
                name: forkbook
            ---

            # A lesson

            ```java
            show
            ```

            ```java nbgrader={"grade": false, "grade_id": "two", "locked": false, "schema_version": 3, "solution": true}
            // BEGIN SOLUTION
            two
            // END SOLUTION
            ```

            ```java nbgrader={"grade": true, "grade_id": "check-two", "locked": true, "points": 1, "schema_version": 3, "solution": false}
            check
            // BEGIN HIDDEN TESTS
            secret
            // END HIDDEN TESTS
            ```

            ```java tags=["no-output"]
            use
            ```

            ```java forkbook={"lines": ["\\\\d+ tasks"]}
            tasks
            ```

            ```java forkbook={"lines": ["\\\\d+ bars"]}
            picture
            ```
            """;

    @TempDir
    Path folder;

    private Course course;

    @BeforeEach
    void aBuiltLesson() throws Exception {
        Files.createDirectories(folder.resolve("lessons"));
        Files.writeString(folder.resolve("lessons/01-one.md"), SOURCE);
        course = new Course(folder.resolve("lessons"), folder.resolve("notebooks"));
        assertTrue(course.build("01-one", kernel(Map.of())));
    }

    /** Prints, in the cell that holds a word, what the map has for the word. */
    private static Execution kernel(Map<String, String> changed) {
        var usual = Map.of("show", "hello", "two", "2", "use", "22", "tasks", "11 tasks\n1 tasks");
        return (notebook, unused) -> {
            for (var cell : notebook.cells()) {
                if (cell.isCode()) {
                    var area = new OutputArea(new DisplayIds());
                    usual.forEach((word, text) -> {
                        if (cell.source().contains(word)) {
                            print(area, "stdout", changed.getOrDefault(word, text));
                        }
                    });
                    if (cell.source().contains("check") && changed.containsKey("check")) {
                        print(area, "stderr", changed.get("check"));
                    }
                    if (cell.source().contains("two") && changed.containsKey("error")) {
                        var error = new JsonObject();
                        error.addProperty("ename", "Oops");
                        error.addProperty("evalue", "no");
                        area.accept("error", error);
                    }
                    if (cell.source().contains("picture")) {
                        area.accept("display_data", picture(changed));
                    }
                    cell.setExecutionCount(1);
                    cell.setOutputs(area.toJson());
                }
            }
            return true;
        };
    }

    private static JsonObject picture(Map<String, String> changed) {
        var data = new JsonObject();
        data.addProperty("text/plain", changed.getOrDefault("picture", "2 bars"));
        data.addProperty(changed.getOrDefault("format", "image/svg+xml"), "<svg/>");
        var content = new JsonObject();
        content.add("data", data);
        content.add("metadata", new JsonObject());
        return content;
    }

    private static void print(OutputArea area, String stream, String text) {
        var content = new JsonObject();
        content.addProperty("name", stream);
        content.addProperty("text", text);
        area.accept("stream", content);
    }

    private List<NotebookCell> built() throws Exception {
        return Notebook.read(course.notebook("01-one")).cells();
    }

    @Test
    void studentsSeeOutputsThatTeachAndNoneThatGiveAway() throws Exception {
        assertTrue(course.isBuilt("01-one"));
        assertEquals(1, built().get(1).outputs().size());
        for (int secret : new int[] {2, 3, 4}) {
            assertEquals(
                    0, built().get(secret).outputs().size(), built().get(secret).source());
        }
        var text = Files.readString(course.notebook("01-one"));
        assertFalse(text.contains("secret"));
        assertTrue(built().get(2).source().contains("throw new UnsupportedOperationException"));
    }

    @Test
    void instructorsSeeEverythingInAFolderOfTheirOwn() throws Exception {
        var target = course.buildWithSolutions("01-one", folder.resolve("teacher"), kernel(Map.of()))
                .orElseThrow();
        var text = Files.readString(target);
        assertTrue(text.contains("secret") && text.contains("BEGIN SOLUTION"), text);
        assertEquals(1, Notebook.read(target).cells().get(4).outputs().size());
        org.junit.jupiter.api.Assertions.assertThrows(
                LessonFormatException.class,
                () -> course.buildWithSolutions("01-one", folder.resolve("notebooks"), kernel(Map.of())));
    }

    @Test
    void aLessonWhoseOwnSolutionFailsIsNotBuilt() throws Exception {
        var before = Files.readString(course.notebook("01-one"));
        var refused = org.junit.jupiter.api.Assertions.assertThrows(
                LessonFormatException.class, () -> course.build("01-one", kernel(Map.of("error", ""))));
        assertTrue(refused.toString().contains("the lesson's own solution fails: Oops: no"), refused::toString);
        assertEquals(before, Files.readString(course.notebook("01-one")));
    }

    @Test
    void theSameOutputsAreNoDifference() throws Exception {
        assertEquals(List.of(), course.verify("01-one", kernel(Map.of())));
        assertEquals(List.of(), course.verify("01-one", kernel(Map.of("tasks", "5 tasks", "use", "33"))));
    }

    @Test
    void aChangedOutputIsADifferenceThatNamesTheCellAndBothTexts() throws Exception {
        var differences = course.verify("01-one", kernel(Map.of("show", "hullo")));
        assertEquals(List.of(new OutputDifference(2, "show", "stdout, line 1", "hello", "hullo")), differences);
        assertEquals(
                1, course.verify("01-one", kernel(Map.of("tasks", "no tasks"))).size());
        assertEquals(1, course.verify("01-one", kernel(Map.of("tasks", ""))).size());
    }

    @Test
    void aPictureIsToldByItsWordsAndItsFormats() throws Exception {
        assertEquals(List.of(), course.verify("01-one", kernel(Map.of("picture", "31 bars"))));
        assertEquals(
                1,
                course.verify("01-one", kernel(Map.of("picture", "no bars at all")))
                        .size());
        assertEquals(
                1,
                course.verify("01-one", kernel(Map.of("format", "text/html"))).size());
    }

    @Test
    void aSolutionThatFailsAndACheckThatSaysSomethingOnStandardErrorAreDifferences() throws Exception {
        assertEquals(1, course.verify("01-one", kernel(Map.of("error", ""))).size());
        assertEquals(
                1, course.verify("01-one", kernel(Map.of("check", "careless"))).size());
    }

    @Test
    void aNotebookThatIsMissingOrOldIsADifference() throws Exception {
        Files.writeString(course.source("01-one"), SOURCE.replace("show", "show more"));
        assertEquals("code", course.verify("01-one", kernel(Map.of())).get(0).what());
        Files.delete(course.notebook("01-one"));
        assertEquals(
                "no notebook", course.verify("01-one", kernel(Map.of())).get(0).what());
    }
}
