package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.forkbook.kernel.history.CellHistory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code %who}, {@code %whos}, {@code %reset} and {@code %history}. */
@Timeout(300)
class NotebookMagicsTest {

    @Test
    void whatIsDeclaredIsListedWithTypesAndValues() {
        try (var notebook = new Notebook()) {
            notebook.cell("%who").prints("Nothing is declared yet.\n");
            notebook.cell("int a = 1;", "var words = List.of(\"b\", \"c\");", "int twice(int n) { return 2 * n; }")
                    .succeeds();
            notebook.cell("record Point(int x) {}", "var p = new Point(3);", "int[] squares = {1, 4};")
                    .succeeds();
            notebook.cell("%whos").prints("""
                            Name      Type           Value
                            ------------------------------
                            a         int            1
                            p         Point          Point[x=3]
                            Point     record
                            squares   int[]          [1, 4]
                            twice     method
                            words     List<String>   [b, c]
                            """);
            notebook.cell("%who List Point").prints("Point p\nList<String> words\n");
            notebook.cell("%who String").prints("Nothing of that type is declared.\n");
        }
    }

    @Test
    void aValueThatCannotBeShownIsSaidAndLeavesTheRest() {
        try (var notebook = new Notebook()) {
            notebook.cell(
                    "var bad = new Object() { public String toString() { throw new IllegalStateException(); } };");
            notebook.cell("int good = 1;");
            var out = notebook.cell("%whos").succeeds().output().out();
            assertTrue(out.contains("its toString() failed") && out.contains("good"), out);
        }
    }

    @Test
    void resetForgetsWhatIsDeclaredAndAsksBefore() {
        try (var notebook = new Notebook()) {
            notebook.cell("int a = 1; int f(int n) { return n; } int f() { return 0; } class C {}")
                    .succeeds();
            notebook.cell("%reset").prints("Nothing done.\n");
            notebook.cell("a").returns("1");
            notebook.cell("%reset -f").succeeds();
            notebook.cell("%who").prints("Nothing is declared yet.\n");
            notebook.cell("a").fails("CompilationError");
            notebook.cell("List.of(1)").returns("[1]");
        }
    }

    @Test
    void theHistoryOfThisAndEarlierSessionsIsShown(@TempDir Path folder) throws IOException {
        var environment =
                Map.of(CellHistory.VARIABLE, folder.resolve("history.jsonl").toString());
        try (var first = CellHistory.ofUser(environment, "Linux", folder)) {
            first.add(1, "int a = 1;", null, true);
            first.add(2, "a +\n1", "2", true);
            first.session();
        }
        try (var history = CellHistory.ofUser(environment, "Linux", folder);
                var notebook = new Notebook(history)) {
            history.add(1, "int b = 1;", null, true);
            history.add(2, "b", "1", true);
            history.add(3, "b", "1", true);

            notebook.cell("%history").prints("int b = 1;\nb\nb\n");
            notebook.cell("%history -n 2-3").prints("   2: b\n   3: b\n");
            notebook.cell("%hist -o 2").prints("b\n1\n");
            notebook.cell("%history -n ~1/").prints(" 1/1: int a = 1;\n 1/2:\na +\n1\n");
            notebook.cell("%history ~1/1 2-").prints("int a = 1;\nb\nb\n");
            notebook.cell("%history -g int*").prints("int a = 1;\nint b = 1;\n");
            notebook.cell("%history -g -u b").prints("int b = 1;\nb\n");
            notebook.cell("%history -l 2").prints("b\nb\n");
            notebook.cell("%history ~5/1").prints("There is no such cell in the history.\n");
            notebook.cell("%history one").failsSaying("MagicFailed", "not a range of cells: one");
            notebook.cell("%history -f " + folder.resolve("h.java")).succeeds();
            assertEquals("int b = 1;\nb\nb\n", Files.readString(folder.resolve("h.java")));
        }
    }
}
