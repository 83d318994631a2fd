package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forkbook.notebook.Notebook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lessons' own notebooks, edited as in JupyterLab, and imported: whatever the edit, nothing is lost. */
class ImportTest {

    private static final Course LESSONS = new Course(Path.of("lessons"), Path.of("notebooks"));

    private static final List<String> TEXTS = List.of(
            "",
            "   ",
            "\n\n",
            "A *word*.\n\n\nAnd, after two empty lines, another.",
            "    an indented line first",
            "```java\nint shown = 1;\n```",
            "Text\n```python\nprint(1)\n```\nmore text",
            "````\n```java\nint nested;\n```\n````",
            "%%bash\necho in prose, or in code",
            "%%junit\nclass T {}",
            "%%html\n<b>a magic</b>\n",
            "<!-- #region -->\nno mark of ours\n<!-- #endregion --> ",
            "---\ntitle: no header\n---",
            "| a | b |\n|---|---|\n| ``` | x |",
            "<details><summary>Answer</summary>\n\n42\n\n</details>",
            "trailing space \nand a backslash \\",
            "\tint tab = 1;");

    private static final List<String> OPTIONS = List.of(
            "{}",
            "{\"slideshow\":{\"slide_type\":\"subslide\"}}",
            "{\"tags\":[\"demo\",\"with space\",\"=\"],\"collapsed\":true}",
            "{\"editable\":false,\"deletable\":false,\"jupyter\":{\"source_hidden\":true}}",
            "{\"name\":\"a \\\"name\\\" = {odd}\",\"n\":2.5,\"none\":null}");

    private static final String PICTURE = "{\"a b.png\":{\"image/png\":\"iVBORw0KGgo=\"}}";

    @TempDir
    private Path folder;

    private Course copy;

    static List<String> names() throws IOException {
        return LESSONS.names();
    }

    @BeforeEach
    void aCopyOfTheLessons() throws IOException {
        copy = new Course(folder.resolve("lessons"), folder.resolve("notebooks"));
        Files.createDirectories(folder.resolve("lessons"));
        Files.createDirectories(folder.resolve("edited"));
    }

    private Lesson take(String name, JsonObject notebook) throws IOException {
        var file = folder.resolve("edited").resolve(name + ".ipynb");
        Notebook.of(notebook).write(file);
        copy.take(file);
        return copy.read(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void whateverIsAddedMovedMergedOrDeletedComesBackAndTheSecretsStay(String name) throws IOException {
        var random = new Random(name.hashCode());
        for (int round = 0; round < 40; round++) {
            Files.copy(LESSONS.source(name), copy.source(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            var notebook = Notebook.read(LESSONS.notebook(name)).json();
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                edit(notebook.getAsJsonArray("cells"), random);
            }
            var wanted = LessonNotebook.lesson(Notebook.of(notebook.deepCopy()));
            var taken = take(name, notebook);
            var got = Edition.STUDENT.of(taken).cells();
            for (int i = 0; i < Math.min(got.size(), wanted.cells().size()); i++) {
                assertEquals(wanted.cells().get(i), got.get(i), name + ", round " + round + ", cell " + i);
            }
            assertEquals(wanted.cells().size(), got.size(), name + ", round " + round);
            assertEquals(secrets(LESSONS.read(name)), secrets(taken), name + ", round " + round);
        }
    }

    /** The cells whose text students don't get in full. */
    private static List<String> secrets(Lesson lesson) {
        var student = Edition.STUDENT.of(lesson).cells();
        var secrets = new ArrayList<String>();
        for (int i = 0; i < student.size(); i++) {
            if (!student.get(i).source().equals(lesson.cells().get(i).source())) {
                secrets.add(lesson.cells().get(i).source());
            }
        }
        return secrets.stream().sorted().toList();
    }

    private static void edit(JsonArray cells, Random random) {
        int at = random.nextInt(cells.size());
        var cell = cells.get(at).getAsJsonObject();
        boolean own = !cell.getAsJsonObject("metadata").has("nbgrader");
        switch (random.nextInt(6)) {
            case 0 -> insert(cells, at, added(random));
            case 1 -> {
                cells.remove(at);
                insert(cells, random.nextInt(cells.size() + 1), cell);
            }
            case 2 -> {
                if (own) {
                    cells.remove(at);
                }
            }
            case 3 -> {
                // Shift+M: two cells become one, with the first one's metadata.
                if (own && at + 1 < cells.size()) {
                    var next = cells.get(at + 1).getAsJsonObject();
                    if (next.get("cell_type").equals(cell.get("cell_type"))
                            && !next.getAsJsonObject("metadata").has("nbgrader")) {
                        cell.addProperty("source", text(cell) + "\n\n" + text(next));
                        cells.remove(at + 1);
                    }
                }
            }
            case 4 -> {
                if (own) {
                    cell.addProperty("source", TEXTS.get(random.nextInt(TEXTS.size())));
                }
            }
            default -> {
                if (own) {
                    cell.add("metadata", JsonParser.parseString(OPTIONS.get(random.nextInt(OPTIONS.size()))));
                }
            }
        }
    }

    private static String text(JsonObject cell) {
        return org.forkbook.notebook.MultilineText.read(cell.get("source"));
    }

    private static JsonObject added(Random random) {
        var kind = List.of("code", "markdown", "raw").get(random.nextInt(3));
        var cell = new JsonObject();
        cell.addProperty("cell_type", kind);
        cell.addProperty("id", Long.toHexString(random.nextLong()));
        cell.add("metadata", JsonParser.parseString(OPTIONS.get(random.nextInt(OPTIONS.size()))));
        cell.addProperty("source", TEXTS.get(random.nextInt(TEXTS.size())));
        if (kind.equals("code")) {
            cell.add("outputs", new JsonArray());
        } else if (random.nextBoolean()) {
            cell.add("attachments", JsonParser.parseString(PICTURE));
        }
        return cell;
    }

    private static void insert(JsonArray cells, int at, JsonObject cell) {
        var all = cells.deepCopy().asList();
        all.add(at, cell);
        while (!cells.isEmpty()) {
            cells.remove(0);
        }
        all.forEach(cells::add);
    }

    @Test
    void aCopyOfAnExerciseIsRefusedForItsSecondGradeId() throws IOException {
        var name = names().get(0);
        Files.copy(LESSONS.source(name), copy.source(name));
        var before = Files.readString(copy.source(name));
        var notebook = Notebook.read(LESSONS.notebook(name)).json();
        var cells = notebook.getAsJsonArray("cells");
        for (var cell : cells.deepCopy()) {
            if (cell.getAsJsonObject().getAsJsonObject("metadata").has("nbgrader")) {
                cells.add(cell);
                break;
            }
        }
        var refused = assertThrows(LessonFormatException.class, () -> take(name, notebook));
        assertTrue(refused.toString().contains("two cells"), refused::toString);
        assertEquals(before, Files.readString(copy.source(name)));
    }
}
