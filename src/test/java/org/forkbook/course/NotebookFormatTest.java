package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashSet;
import java.util.List;
import org.forkbook.course.Lesson.Cell;
import org.forkbook.course.Lesson.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotebookFormatTest {

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static Lesson lesson(Cell... cells) {
        return new Lesson(
                json("{\"kernelspec\":{\"name\":\"forkbook\"},\"jupytext\":{\"formats\":\"md\"}}"), List.of(cells));
    }

    private static List<String> ids(Lesson lesson) {
        return NotebookFormat.notebook(lesson).getAsJsonArray("cells").asList().stream()
                .map(cell -> cell.getAsJsonObject().get("id").getAsString())
                .toList();
    }

    @Test
    void aLessonSurvivesTheWayThroughANotebooksText() {
        var lesson = new Lesson(
                json("{\"kernelspec\":{\"name\":\"forkbook\"},\"authors\":[{\"name\":\"a\"}]}"),
                List.of(
                        new Cell(
                                Kind.MARKDOWN,
                                "# a\n\nb\n",
                                json("{\"tags\":[\"t\"]}"),
                                json("{\"p.png\":{\"image/png\":\"x\"}}")),
                        Cell.of(Kind.CODE, "var s = \"ü<>&'=\";\n\ns"),
                        Cell.of(Kind.CODE, ""),
                        Cell.of(Kind.RAW, "r")));
        var text = NotebookFormat.write(NotebookFormat.notebook(lesson));
        assertEquals(lesson, NotebookFormat.lesson(NotebookFormat.read(text)));
    }

    @Test
    void theTextIsLaidOutAsJupyterLaysItOut() {
        assertEquals(
                """
                {
                 "cells": [
                  {
                   "cell_type": "code",
                   "execution_count": null,
                   "id": "f4f0622e4ba6",
                   "metadata": {},
                   "outputs": [],
                   "source": [
                    "int x = 1;\\n",
                    "x < 2 && 'é' > 0"
                   ]
                  }
                 ],
                 "metadata": {
                  "kernelspec": {
                   "name": "forkbook"
                  }
                 },
                 "nbformat": 4,
                 "nbformat_minor": 5
                }
                """,
                NotebookFormat.write(
                        NotebookFormat.notebook(lesson(Cell.of(Kind.CODE, "int x = 1;\nx < 2 && 'é' > 0")))));
    }

    @Test
    void jupytextsSettingsStayInTheSource() {
        assertFalse(
                NotebookFormat.notebook(lesson()).getAsJsonObject("metadata").has("jupytext"));
    }

    @Test
    void aCellThatIsAddedChangesNoOthersId() {
        var a = Cell.of(Kind.CODE, "a");
        var b = Cell.of(Kind.CODE, "b");
        var before = ids(lesson(a, b));
        var after = ids(lesson(a, Cell.of(Kind.CODE, "new"), b));
        assertEquals(before, List.of(after.get(0), after.get(2)));
    }

    @Test
    void equalCellsHaveIdsOfTheirOwn() {
        var ids = ids(lesson(Cell.of(Kind.CODE, "a"), Cell.of(Kind.CODE, "a"), Cell.of(Kind.MARKDOWN, "a")));
        assertEquals(3, new HashSet<>(ids).size(), ids::toString);
        assertNotEquals(ids.get(0), ids.get(2));
        assertTrue(ids.stream().allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,64}")), ids::toString);
    }

    @Test
    void aGradedCellIsKnownByItsGradeId() {
        var graded = new Cell(Kind.CODE, "a", json("{\"nbgrader\":{\"grade_id\":\"square-test\"}}"), new JsonObject());
        assertEquals(List.of("square-test"), ids(lesson(graded)));
    }

    @Test
    void outputsAndTracesOfARunAreNoPartOfALesson() {
        var notebook = json("""
                {"nbformat": 4, "nbformat_minor": 5,
                 "metadata": {"kernelspec": {"name": "forkbook"}, "language_info": {"name": "java"}},
                 "cells": [{"cell_type": "code", "id": "x", "execution_count": 7, "source": "1 + 1",
                   "metadata": {"execution": {"iopub.status.busy": "now"}, "tags": ["t"]},
                   "outputs": [{"output_type": "stream", "name": "stdout", "text": "hi"}]}]}""");
        var lesson = NotebookFormat.lesson(notebook);
        assertEquals(json("{\"kernelspec\":{\"name\":\"forkbook\"}}"), lesson.metadata());
        assertEquals(
                List.of(new Cell(Kind.CODE, "1 + 1", json("{\"tags\":[\"t\"]}"), new JsonObject())), lesson.cells());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "not json",
                "{}",
                "{\"nbformat\":3,\"worksheets\":[]}",
                "{\"nbformat\":4}",
                "{\"nbformat\":\"x\",\"cells\":[]}",
                "{\"nbformat\":4,\"cells\":[1]}",
                "{\"nbformat\":4,\"cells\":[{}]}",
                "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"heading\",\"source\":\"\"}]}",
                "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\"}]}",
                "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":{}}]}"
            })
    void whatIsNoNotebookIsRefusedInWords(String text) {
        var error = assertThrows(LessonFormatException.class, () -> NotebookFormat.lesson(NotebookFormat.read(text)));
        assertTrue(error.toString().length() > 50, error::toString);
    }
}
