package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.forkbook.course.Lesson.Kind;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks of the lessons' sources. */
class LessonsTest {

    private static final Course COURSE = new Course(Path.of("lessons"), Path.of("notebooks"));

    static List<String> names() throws IOException {
        return COURSE.names();
    }

    @Test
    void thereIsALessonForEachTopic() throws IOException {
        for (int topic = 1; topic <= 6; topic++) {
            var prefix = "0" + topic + "-";
            assertEquals(
                    1, names().stream().filter(name -> name.startsWith(prefix)).count(), prefix);
        }
    }

    /** So that a source doesn't change when it is imported from its notebook, or saved by jupytext. */
    @ParameterizedTest
    @MethodSource("names")
    void aSourceIsWrittenAsWeWouldWriteIt(String name) throws IOException {
        assertEquals(LessonSource.write(COURSE.read(name)), Files.readString(COURSE.source(name)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aLessonRunsInThisKernelAndAlternatesProseAndCode(String name) throws IOException {
        var lesson = COURSE.read(name);
        var kernel = lesson.metadata().getAsJsonObject("kernelspec");
        assertEquals("forkbook", kernel.get("name").getAsString());
        assertEquals("java", kernel.get("language").getAsString());
        assertEquals(Kind.MARKDOWN, lesson.cells().get(0).kind());
        assertTrue(lesson.cells().get(0).source().startsWith("# " + Integer.parseInt(name.substring(0, 2)) + ". "));
        for (var cell : lesson.cells()) {
            // A block of Python that isn't inside a region would be a cell to run.
            assertFalse(cell.source().startsWith("%%python"), cell::source);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPredictionHasItsQuestionInView(String name) throws IOException {
        for (var cell : COURSE.read(name).cells()) {
            assertEquals(
                    cell.source().split("<details>", -1).length,
                    cell.source().split("</details>", -1).length,
                    cell::source);
        }
    }

    /** After a change of a lesson: {@code ./forkbook lessons build}. */
    @ParameterizedTest
    @MethodSource("names")
    void theCommittedNotebookIsWhatItsSourceSaysAndWasExecuted(String name) throws IOException {
        assertTrue(COURSE.isBuilt(name));
    }

    /** Students run all cells before they have solved anything, and so does {@code forkbook run}. */
    @ParameterizedTest
    @MethodSource("names")
    void anUnsolvedExercisesCheckDoesNotEndTheRun(String name) throws IOException {
        for (var cell : COURSE.notebook(name, Edition.STUDENT).cells()) {
            if (cell.isCode() && Edition.isCheck(cell.metadata())) {
                assertTrue(cell.tags().contains("raises-exception"), cell::source);
            }
        }
    }

    private static List<String> printed(String name, int codeCell) throws IOException {
        var code = Notebook.read(COURSE.notebook(name)).cells().stream()
                .filter(NotebookCell::isCode)
                .toList();
        var text = new StringBuilder();
        for (var output : code.get(codeCell).outputs()) {
            var stream = output.getAsJsonObject();
            assertEquals("stream", stream.get("output_type").getAsString());
            assertEquals("stdout", stream.get("name").getAsString());
            text.append(MultilineText.read(stream.get("text")));
        }
        return text.toString().lines().toList();
    }

    @Test
    void theThirdShowsTheWorkersLineBeforeTheMainProcesss() throws IOException {
        assertEquals(List.of("Worker process executing.", "Main process exiting."), printed("03-create-a-process", 0));
    }

    @Test
    void theFifthShowsTheSquares() throws IOException {
        assertEquals(List.of("[1, 4, 9, 16, 25]"), printed("05-squares-in-a-pool", 0));
    }

    @Test
    void theSixthShowsFourPidsAndEachNumberOnce() throws IOException {
        var lines = printed("06-four-processes", 0);
        assertEquals(
                4,
                lines.stream()
                        .filter(line -> line.matches("Process ID: [1-9]\\d*"))
                        .distinct()
                        .count());
        assertEquals(
                List.of("Number: 10", "Number: 20", "Number: 30", "Number: 40"),
                lines.stream()
                        .filter(line -> line.startsWith("Number"))
                        .sorted()
                        .toList());
        assertEquals("Main process exiting.", lines.get(lines.size() - 1));
    }
}
