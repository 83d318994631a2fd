package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LessonSourceTest {

    private static final String HEADER = """
            ---
            jupyter:
              jupytext:
                text_representation:
                  extension: .md
                  format_name: markdown
                  format_version: '1.3'
              kernelspec:
                display_name: Java (Forkbook)
                language: java
                name: forkbook
            ---

            """;

    private static List<Cell> cells(String body) {
        return LessonSource.parse(HEADER + body).cells();
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static Cell code(String source, String metadata) {
        return new Cell(Kind.CODE, source, json(metadata), new JsonObject());
    }

    private static Lesson lesson(List<Cell> cells) {
        return new Lesson(json("{\"kernelspec\": {\"name\": \"forkbook\"}}"), cells);
    }

    private static void survives(Cell... cells) {
        var text = LessonSource.write(lesson(List.of(cells)));
        assertEquals(List.of(cells), LessonSource.parse(text).cells(), text);
    }

    @Test
    void proseAndCodeAlternate() {
        assertEquals(
                List.of(
                        Cell.of(Kind.MARKDOWN, "# Title\n\nSome prose."),
                        code("int x = 1;\n\nx", "{\"tags\":[\"slow\"],\"points\":3}"),
                        Cell.of(Kind.MARKDOWN, "More.")),
                cells("""
                        # Title

                        Some prose.

                        ```java tags=["slow"] points=3
                        int x = 1;

                        x
                        ```

                        More.
                        """));
    }

    @Test
    void twoEmptyLinesSeparateProseFromProse() {
        assertEquals(List.of(Cell.of(Kind.MARKDOWN, "a\n\nb"), Cell.of(Kind.MARKDOWN, "c")), cells("a\n\nb\n\n\nc\n"));
    }

    @Test
    void aBlockWithoutALanguageOrMarkedNotToRunIsProse() {
        var body = "Look:\n\n```\n1\n\n\n2\n```\n\n```python .noeval\nprint(1)\n```\n\nand ~~~.";
        assertEquals(List.of(Cell.of(Kind.MARKDOWN, body)), cells(body + "\n"));
    }

    @Test
    void aBlockOfAnotherLanguageIsACellWithItsMagic() {
        assertEquals(List.of(Cell.of(Kind.CODE, "%%bash -e\nls")), cells("```bash magic_args=\"-e\"\nls\n```\n"));
    }

    @Test
    void aRegionKeepsItsTitleAndHoldsAnything() {
        var metadata = json("{\"title\":\"Python beside it\",\"tags\":[\"python\"]}");
        assertEquals(
                List.of(new Cell(Kind.MARKDOWN, "```python\nf()\n```\n\n\nx", metadata, new JsonObject())), cells("""
                        <!-- #region Python beside it tags=["python"] -->
                        ```python
                        f()
                        ```


                        x
                        <!-- #endregion -->
                        """));
    }

    @Test
    void aCodeCellThatHoldsAFenceGetsALongerOne() {
        survives(Cell.of(Kind.CODE, "var s = \"\"\"\n```java\nx\n```\n\"\"\";"), Cell.of(Kind.CODE, "1"));
    }

    @Test
    void nbgraderMetadataStaysOnTheFenceLine() {
        var metadata = "{\"nbgrader\":{\"grade\":true,\"grade_id\":\"square-test\",\"locked\":true,\"points\":2,"
                + "\"schema_version\":3,\"solution\":false,\"task\":false}}";
        var text = LessonSource.write(lesson(List.of(code("check();", metadata))));
        assertTrue(text.contains("```java nbgrader={\"grade\": true, \"grade_id\": \"square-test\","), text);
        survives(code("check();", metadata));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "a\n",
                "\na",
                "a\n\n\nb",
                "    indented\n\n\nmore",
                "- item\n\n    under it",
                "```java\nint x;\n```",
                "```java\nnever closed",
                "```\nnever closed either",
                "````\n```java\n````",
                "<!-- #region -->",
                "<!-- #raw -->\nx",
                "---",
                "a \rb",
                "üñí 🎓 \u2028"
            })
    void anyTextSurvivesAsAnyKindOfCell(String source) {
        assertAll(List.of(Kind.values()).stream()
                .map(kind -> () -> survives(
                        Cell.of(Kind.MARKDOWN, "before"),
                        Cell.of(kind, source),
                        Cell.of(kind, source),
                        Cell.of(Kind.MARKDOWN, "after"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%%bash\nls",
                "%%bash -e -x\nls",
                "%%bash \nls",
                "%%bash",
                "%%bash  -e\n",
                "%%time\nf()",
                "%%java\nx"
            })
    void anyMagicSurvives(String source) {
        survives(Cell.of(Kind.CODE, source));
    }

    @Test
    void anyMetadataSurvives() {
        survives(
                code(
                        "x",
                        "{\"a\":null,\"b\":true,\"c\":1.50,\"d\":-1e3,\"e\":\"q\\\"\\\\ \\n\\u00fc {=}\",\"f\":[1,[],{}],\"g\":{\"h i\":\"--> x\"}}"),
                code("x", "{\"a key with spaces\":{\"b\":1}}"),
                new Cell(
                        Kind.MARKDOWN,
                        "m",
                        json("{\"jupyter\":{\"source_hidden\":true},\"only\":null}"),
                        new JsonObject()),
                new Cell(Kind.RAW, "r", json("{\"format\":\"text/html\"}"), new JsonObject()));
    }

    @Test
    void picturesPastedIntoProseSurvive() {
        survives(new Cell(
                Kind.MARKDOWN,
                "![p](attachment:p.png)",
                new JsonObject(),
                json("{\"p.png\":{\"image/png\":\"iVBORw0KGgo=\"}}")));
    }

    @Test
    void notebookMetadataSurvives() {
        var metadata = json("{\"authors\":[{\"name\":\"Ünal: a\"}],\"kernelspec\":{\"name\":\"forkbook\"},\"long\":\""
                + "word ".repeat(60) + "\",\"n\":3,\"none\":null,\"on\":\"yes\",\"r\":2.5,\"v\":\"1.3\"}");
        var text = LessonSource.write(new Lesson(metadata, List.of()));
        assertEquals(metadata, LessonSource.parse(text).metadata(), text);
    }

    @Test
    void randomCellsSurvive() {
        var random = new Random(5);
        var pieces = List.of(
                "",
                "",
                "a",
                "    b",
                "```java",
                "```",
                "````",
                "```text",
                "<!-- #region -->",
                "<!-- #endraw -->",
                "# h",
                "%%bash",
                "~~~",
                "---",
                "<details>",
                " ");
        for (int round = 0; round < 3000; round++) {
            var cells = new ArrayList<Cell>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                var lines = random.ints(random.nextInt(7), 0, pieces.size())
                        .mapToObj(pieces::get)
                        .toList();
                var kind = List.of(Kind.values()).get(random.nextInt(3));
                if (kind != Kind.RAW || !lines.contains("<!-- #endraw -->")) {
                    cells.add(Cell.of(kind, String.join("\n", lines)));
                }
            }
            survives(cells.toArray(Cell[]::new));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# no header", "---\njupyter: {}\n", "---\nkernelspec: {}\n---\n", "---\na: [\n---\n"})
    void aTextWithoutAHeaderIsRefused(String text) {
        assertThrows(LessonFormatException.class, () -> LessonSource.parse(text));
    }

    @Test
    void aCellThatIsNeverClosedIsRefusedWithItsLine() {
        var error = assertThrows(LessonFormatException.class, () -> cells("text\n\n```java\nint x;\n"));
        assertTrue(error.toString().contains("Line 16, \"```java\""), error::toString);
    }

    @Test
    void aTextThatWouldEndItsOwnRegionIsRefused() {
        var cell = Cell.of(Kind.RAW, "<!-- #endraw -->");
        assertThrows(LessonFormatException.class, () -> LessonSource.write(lesson(List.of(cell))));
    }

    @Test
    void optionsThatAreNotJsonAreRefused() {
        var error = assertThrows(LessonFormatException.class, () -> cells("```java tags=[slow]\nx\n```\n"));
        assertTrue(error.toString().contains("tags=[slow]"), error::toString);
    }
}
