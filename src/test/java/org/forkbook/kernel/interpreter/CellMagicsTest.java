package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CellMagicsTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @Test
    void magicsAndJavaShareACellAndLinesKeepTheirNumbers() {
        var ran = notebook.cell("int x = 1;", "%time x += 41;", "x").returns("42");
        assertTrue(ran.output().out().contains("\nWall time: "), ran.output().out());
        notebook.cell("%time x = 0;", "", "1 / x").failsSaying("java.lang.ArithmeticException", "In [2]:3");
    }

    @Test
    void aPercentSignInJavaIsJava() {
        notebook.cell("int time = 3;", "7", "%time").returns("1");
        notebook.cell("var text = \"\"\"", "    %time x", "    \"\"\";", "text.strip()")
                .returns("%time x");
    }

    @Test
    void aTimedCellGivesItsResultAndItsErrorsPointIntoIt() {
        notebook.cell("%%time", "int y = 6;", "y * 7").returns("42");
        notebook.cell("%%time", "int z = y;", "z / 0").failsSaying("java.lang.ArithmeticException", "In [2]:3");
    }

    @Test
    void aScriptPrintsAndFailsWithItsExitCode() {
        notebook.cell("%%bash", "echo one", "echo two").prints("one\ntwo\n");
        notebook.cell("%%bash", "exit 3").failsSaying("MagicFailed", "exit code 3");
    }

    @Test
    void aCellIsWrittenToAFile(@TempDir Path folder) throws IOException {
        var file = folder.resolve("a.txt");
        notebook.cell("%%writefile " + file, "one", "two").succeeds();
        assertEquals("one\ntwo\n", Files.readString(file));
    }

    @Test
    void processesAreShownAsATableAndWatchedWhileACellRuns() {
        var table =
                notebook.cell("%processes").returnsNothing().output().displayed.get(0);
        assertTrue(table.data().get("text/plain").getAsString().contains("MainProcess"));
        assertTrue(table.data().get("text/html").getAsString().startsWith("<table>"));
        var ran = notebook.cell("%%processes", "var pool = new ProcessPool(1);", "pool.map(x -> x + 1, List.of(1))");
        ran.returns("[2]");
        notebook.cell("pool.close();").returnsNothing();
        notebook.cell("%processes --watch soon").failsSaying("MagicFailed", "%processes --watch 5");
    }

    @Test
    void aCellOfHtmlIsShownAsSuch() {
        var ran = notebook.cell("%%html", "<b>x</b>").returnsNothing();
        assertEquals(
                "<b>x</b>",
                ran.output().displayed.get(0).data().get("text/html").getAsString());
    }

    @Test
    void anUnknownMagicNamesTheOneThatIsNear() {
        notebook.cell("%%bsh").failsSaying("MagicFailed", "There is no magic %%bsh. Did you mean %%bash?");
        notebook.cell("int a = 1;", "%tme a").failsSaying("MagicFailed", "There is no magic %tme. Did you mean %time?");
        notebook.cell("%%pwd").failsSaying("MagicFailed", "But there is %pwd: it is one line.");
        notebook.cell("%writefile x").failsSaying("MagicFailed", "%%writefile: it stands alone");
    }

    @Test
    void helpSaysWhatAMagicDoes() {
        notebook.cell("%help time").succeeds();
        assertTrue(notebook.cell("%help").succeeds().output().out().contains("%%writefile [-a] FILE"));
        assertTrue(notebook.cell("%help %%html").succeeds().output().out().startsWith("%%html "));
        notebook.cell("%help tim").failsSaying("MagicFailed", "Did you mean %time?");
        assertTrue(notebook.cell("%lsmagic").succeeds().output().out().contains(" %pwd"));
    }

    @Test
    void whatIsDeclaredIsListed() {
        notebook.cell("int a = 1;", "int twice(int n) { return 2 * n; }").succeeds();
        notebook.cell("%who").prints("int a\ntwice(int)\n");
    }

    @Test
    void aMagicMayStandBehindAStatement() {
        var ran = notebook.cell("int u = 20; %time u = u + 1", "int rest = 13 % u;", "u");
        ran.returns("21");
        assertTrue(ran.output().out().contains("Wall time"), ran.output().out());
    }
}
