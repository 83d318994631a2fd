package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.junit.jupiter.api.Test;

class EditionTest {

    private static final String SOLUTION = "{\"nbgrader\":{\"grade_id\":\"a\",\"solution\":true}}";
    private static final String CHECK = "{\"nbgrader\":{\"grade_id\":\"a\",\"solution\":false}}";

    private static String student(Kind kind, String metadata, String source) {
        var cell = new Cell(kind, source, JsonParser.parseString(metadata).getAsJsonObject(), new JsonObject());
        var lesson = new Lesson(new JsonObject(), List.of(cell));
        assertSame(lesson, Edition.INSTRUCTOR.of(lesson));
        return Edition.STUDENT.of(lesson).cells().get(0).source();
    }

    @Test
    void aSolutionBecomesAStubThatThrows() {
        assertEquals("""
                int square(int n) {
                    // YOUR CODE HERE
                    throw new UnsupportedOperationException("Your code is missing here.");
                }""", student(Kind.CODE, SOLUTION, """
                        int square(int n) {
                            /// BEGIN SOLUTION
                            int result = n * n;

                            return result;
                            /// END SOLUTION
                        }"""));
    }

    @Test
    void aSolutionCellWithoutMarksIsAStubAsAWhole() {
        assertEquals(String.join("\n", Edition.CODE_STUB), student(Kind.CODE, SOLUTION, "square(3)"));
        assertEquals("YOUR ANSWER HERE", student(Kind.MARKDOWN, SOLUTION, "Because of the lock."));
    }

    @Test
    void hiddenTestsLeaveNoTrace() {
        assertEquals(
                "check(1);\ncheck(4);",
                student(
                        Kind.CODE,
                        CHECK,
                        "check(1);\n// BEGIN HIDDEN TESTS\ncheck(2);\n// END HIDDEN TESTS\n"
                                + "// BEGIN HIDDEN TESTS\ncheck(3);\n// END HIDDEN TESTS\ncheck(4);"));
    }

    @Test
    void aMarkingSchemeStaysWithTheTeacher() {
        assertEquals(
                "Why?\n",
                student(Kind.MARKDOWN, CHECK, "Why?\n\n=== BEGIN MARK SCHEME ===\n2 points\n=== END MARK SCHEME ==="));
    }

    @Test
    void otherCellsStayAsTheyAre() {
        assertEquals("int x = 1;\n\n", student(Kind.CODE, "{}", "int x = 1;\n\n"));
    }

    @Test
    void marksOutOfPlaceAreRefused() {
        assertThrows(LessonFormatException.class, () -> student(Kind.CODE, SOLUTION, "// BEGIN SOLUTION\nx"));
        assertThrows(
                LessonFormatException.class, () -> student(Kind.CODE, "{}", "// BEGIN SOLUTION\nx\n// END SOLUTION"));
        assertThrows(
                LessonFormatException.class,
                () -> student(Kind.CODE, SOLUTION, "// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION"));
    }
}
