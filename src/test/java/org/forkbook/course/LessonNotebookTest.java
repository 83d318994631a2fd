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
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.forkbook.notebook.NotebookFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LessonNotebookTest {

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static Notebook notebook(String text) throws NotebookFormatException {
        return Notebook.of(json(text));
    }

    private static Lesson lesson(Cell... cells) {
        return new Lesson(
                json("{\"kernelspec\":{\"name\":\"forkbook\"},\"jupytext\":{\"formats\":\"md\"}}"), List.of(cells));
    }

    private static List<String> ids(Lesson lesson) throws NotebookFormatException {
        return LessonNotebook.of(lesson).cells().stream().map(NotebookCell::id).toList();
    }

    @Test
    void aLessonSurvivesTheWayThroughANotebooksText() throws NotebookFormatException {
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
        var text = LessonNotebook.of(lesson).text();
        assertEquals(lesson, LessonNotebook.lesson(notebook(text)));
    }

    @Test
    void theTextIsLaidOutAsJupyterLaysItOut() throws NotebookFormatException {
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
                LessonNotebook.of(lesson(Cell.of(Kind.CODE, "int x = 1;\nx < 2 && 'é' > 0")))
                        .text());
    }

    @Test
    void jupytextsSettingsStayInTheSource() throws NotebookFormatException {
        assertFalse(LessonNotebook.of(lesson()).metadata().has("jupytext"));
    }

    @Test
    void aCellThatIsAddedChangesNoOthersId() throws NotebookFormatException {
        var a = Cell.of(Kind.CODE, "a");
        var b = Cell.of(Kind.CODE, "b");
        var before = ids(lesson(a, b));
        var after = ids(lesson(a, Cell.of(Kind.CODE, "new"), b));
        assertEquals(before, List.of(after.get(0), after.get(2)));
    }

    @Test
    void equalCellsHaveIdsOfTheirOwn() throws NotebookFormatException {
        var ids = ids(lesson(Cell.of(Kind.CODE, "a"), Cell.of(Kind.CODE, "a"), Cell.of(Kind.MARKDOWN, "a")));
        assertEquals(3, new HashSet<>(ids).size(), ids::toString);
        assertNotEquals(ids.get(0), ids.get(2));
        assertTrue(ids.stream().allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,64}")), ids::toString);
    }

    @Test
    void aGradedCellIsKnownByItsGradeId() throws NotebookFormatException {
        var graded = new Cell(Kind.CODE, "a", json("{\"nbgrader\":{\"grade_id\":\"square-test\"}}"), new JsonObject());
        assertEquals(List.of("square-test"), ids(lesson(graded)));
    }

    @Test
    void outputsAndTracesOfARunAreNoPartOfALesson() throws NotebookFormatException {
        var notebook = notebook("""
                {"nbformat": 4, "nbformat_minor": 5,
                 "metadata": {"kernelspec": {"name": "forkbook"}, "language_info": {"name": "java"}},
                 "cells": [{"cell_type": "code", "id": "x", "execution_count": 7, "source": "1 + 1",
                   "metadata": {"execution": {"iopub.status.busy": "now"}, "tags": ["t"]},
                   "outputs": [{"output_type": "stream", "name": "stdout", "text": "hi"}]}]}""");
        var lesson = LessonNotebook.lesson(notebook);
        assertEquals(json("{\"kernelspec\":{\"name\":\"forkbook\"}}"), lesson.metadata());
        assertEquals(
                List.of(new Cell(Kind.CODE, "1 + 1", json("{\"tags\":[\"t\"]}"), new JsonObject())), lesson.cells());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"cell_type\":\"heading\",\"source\":\"\"}",
                "{\"cell_type\":\"code\"}",
                "{\"cell_type\":\"code\",\"source\":{}}"
            })
    void aCellOfNoKnownKindIsRefusedInWords(String cell) throws NotebookFormatException {
        var notebook = notebook("{\"nbformat\":4,\"cells\":[" + cell + "]}");
        var error = assertThrows(LessonFormatException.class, () -> LessonNotebook.lesson(notebook));
        assertTrue(error.toString().length() > 50, error::toString);
    }
}
