package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

/** Rules by which the outputs of two runs are equal. */
class OutputTextTest {

    private static final String NONE = "{}";

    private static OutputText text(String text, String options) {
        var metadata = new JsonObject();
        metadata.add(AllowedDifferences.KEY, JsonParser.parseString(options));
        return OutputText.of(text, AllowedDifferences.of(metadata));
    }

    private static void same(String one, String other, String options) {
        assertEquals(text(one, options), text(other, options));
    }

    private static void different(String one, String other, String options) {
        assertNotEquals(text(one, options), text(other, options));
    }

    @Test
    void numbersThatALessonWorksWithAreCompared() {
        same("[1, 4, 9]\n", "[1, 4, 9]", NONE);
        different("[1, 4, 9]", "[1, 4, 8]", NONE);
        different("[1.0, 2.0]", "[1.0, 2.5]", NONE);
        different("exit code 3", "exit code 1", NONE);
        different("2 processes:  412849 primes", "2 processes:  412850 primes", NONE);
    }

    @Test
    void pidsMayDifferButNotHowManyThereAreNorThatTheyAreOnes() {
        same("Process ID: 17\nNumber: 10", "Process ID: 4711\nNumber: 10", NONE);
        different("Process ID: 17\nProcess ID: 18", "Process ID: 17\nProcess ID: 17", NONE);
        different("Process ID: 17", "Process ID: null", NONE);
        same("PIDs: [17, 18, 19]", "PIDs: [170, 180, 190]", NONE);
        different("PIDs: [17, 18, 19]", "PIDs: [17, 18]", NONE);
        different("the notebook: 1234", "the notebook: 5678", NONE);
        same("the notebook: 1234", "the notebook: 5678", "{\"varies\": [\"pids\"]}");
        different("the notebook: 1234", "the notebook: x", "{\"varies\": [\"pids\"]}");
    }

    @Test
    void measuredTimesMayDifferButNotTheirUnitsNorTheirDecimals() {
        same("a loop:    0.508 ms\na pool:  138.980 ms", "a loop:    12.508 ms\na pool:    8.980 ms", NONE);
        different("0.508 ms", "0.508 s", NONE);
        different("0.508 ms", "0.51 ms", NONE);
        different("0.508 ms", "NaN ms", NONE);
        same("That is 1.30 times as fast.", "That is 0.99 times as fast.", NONE);
    }

    @Test
    void orderAndNumbersMayDifferWhereTheLessonSaysSo() {
        different("a\nb", "b\na", NONE);
        same("a\nb", "b\na", "{\"varies\": [\"order\"]}");
        different("a\nb", "b\nb", "{\"varies\": [\"order\"]}");
        same("2 cores", "8 cores", "{\"varies\": [\"numbers\"]}");
        same("13,868 a second", "998 a second", "{\"varies\": [\"numbers\"]}");
        different("2 cores", "no cores", "{\"varies\": \"numbers\"}");
    }

    @Test
    void framesOfOtherCodeMayDifferAndThoseOfCellsMayNot() {
        same(
                "\tat a.B.run(B.java:25)\n\tat divide In [5]:2",
                "    at a.B.run(B.java:31)\n    at \u001b[36mdivide In [5]:2\u001b[0m",
                NONE);
        different("at divide In [5]:2", "at divide In [5]:3", NONE);
    }

    @Test
    void whatCannotVaryIsRefused() {
        assertThrows(LessonFormatException.class, () -> text("", "{\"varies\": [\"everything\"]}"));
        assertThrows(LessonFormatException.class, () -> text("", "{\"lines\": [\"(\"]}"));
    }
}
