package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.function.UnaryOperator;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.junit.jupiter.api.Test;

class SolutionMergerTest {

    private static final String ANSWER = """
            // Write square.
            int square(int n) {
                // BEGIN SOLUTION
                return n * n;
                // END SOLUTION
            }""";
    private static final String TESTS = """
            check(square(2) == 4);
            // BEGIN HIDDEN TESTS
            check(square(-3) == 9);
            // END HIDDEN TESTS
            // BEGIN HIDDEN TESTS
            check(square(0) == 0);
            // END HIDDEN TESTS
            done();
            // BEGIN HIDDEN TESTS
            check(square(1) == 1);
            // END HIDDEN TESTS""";

    private static final Lesson SOURCE = new Lesson(
            new JsonObject(), List.of(cell("a", ANSWER, true), cell("t", TESTS, false), cell("w", "f();", true)));

    private static Cell cell(String id, String source, boolean solution) {
        var metadata = "{\"nbgrader\":{\"grade_id\":\"" + id + "\",\"solution\":" + solution + "}}";
        return new Cell(Kind.CODE, source, JsonParser.parseString(metadata).getAsJsonObject(), new JsonObject());
    }

    /** Edits a student's cell, and imports the notebook. */
    private static String edited(int index, UnaryOperator<String> edit) {
        var cells = Edition.STUDENT.of(SOURCE).cells().stream()
                .map(cell -> SOURCE.cells().get(index).metadata().equals(cell.metadata())
                        ? new Cell(cell.kind(), edit.apply(cell.source()), cell.metadata(), cell.attachments())
                        : cell)
                .toList();
        return SolutionMerger.in(cells, SOURCE).get(index).source();
    }

    @Test
    void anUneditedStudentsNotebookGivesTheSourceBack() {
        assertEquals(
                SOURCE.cells(), SolutionMerger.in(Edition.STUDENT.of(SOURCE).cells(), SOURCE));
    }

    @Test
    void aTeachersNotebookIsTakenAsItIs() {
        var cells = List.of(
                cell("a", ANSWER.replace("n * n", "n*n"), true),
                SOURCE.cells().get(1),
                SOURCE.cells().get(2));
        assertEquals(cells, SolutionMerger.in(cells, SOURCE));
    }

    @Test
    void editsAroundTheSolutionAreTaken() {
        assertEquals(
                ANSWER.replace("Write square", "Write a method") + "\n\nsquare(3)",
                edited(0, text -> text.replace("Write square", "Write a method") + "\n\nsquare(3)"));
    }

    @Test
    void editsAroundHiddenTestsAreTaken() {
        assertEquals("// new\n" + TESTS, edited(1, text -> "// new\n" + text));
        assertEquals(
                TESTS.replace("done();", "more();\ndone();"),
                edited(1, text -> text.replace("done();", "more();\ndone();")));
    }

    @Test
    void hiddenTestsAtTheEndStayAtTheEnd() {
        assertEquals(TESTS.replace("done();", "end();"), edited(1, text -> text.replace("done();", "end();")));
    }

    @Test
    void nothingSecretIsEverLost() {
        var gone = assertThrows(
                LessonFormatException.class, () -> edited(0, text -> text.replace("// YOUR CODE HERE", "")));
        assertTrue(gone.toString().contains("\"a\""), gone::toString);
        assertThrows(LessonFormatException.class, () -> edited(1, text -> text.replace("check(square(2) == 4);", "")));
        var missing = assertThrows(
                LessonFormatException.class,
                () -> SolutionMerger.in(Edition.STUDENT.of(SOURCE).cells().subList(0, 1), SOURCE));
        assertTrue(missing.toString().contains("[t, w]") || missing.toString().contains("[w, t]"), missing::toString);
    }
}
