package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.forkbook.kernel.interpreter.Notebook.Ran;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cells of tests. */
@Timeout(300)
class TestCellTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    private static String shown(Ran ran, String mime) {
        assertEquals(1, ran.output().displayed.size());
        return ran.output().displayed.get(0).data().get(mime).getAsString();
    }

    @Test
    void testsThatPassShowATableAndNothingElse() {
        notebook.cell("int square(int n) { return n * n; }").succeeds();
        var ran = notebook.cell(
                        "%%junit",
                        "class SquareTest {",
                        "    @Test void ofThree() { assertEquals(9, square(3)); }",
                        "    @Test @Disabled(\"not yet\") void ofFour() {}",
                        "}")
                .returnsNothing();
        assertTrue(shown(ran, "text/plain").endsWith("1 of 2 tests passed, 1 left out"));
        assertTrue(shown(ran, "text/html").contains("<td style=\"color:green\">"));
        assertEquals("", ran.output().out() + ran.output().err);
    }

    @Test
    void aFailureFailsTheCellAndNamesTheTestTheMessageAndTheLine() {
        var ran = notebook.cell(
                "%%junit",
                "class A {",
                "    @Test void good() {}",
                "    @Test void bad() {",
                "        assertEquals(9, 8, \"the square <of> 3\");",
                "    }",
                "}",
                "class B { @Nested class C { @Test void worse() { throw new IllegalStateException(\"oh\"); } } }");
        ran.failsSaying("org.forkbook.kernel.junit.TestsFailedError", "2 of 3 tests failed: A › bad, B › C › worse");
        var text = shown(ran, "text/plain");
        assertTrue(text.contains("In [1]:5\n    the square <of> 3 ==> expected: <9> but was: <8>"), text);
        assertTrue(text.contains("java.lang.IllegalStateException: oh"), text);
        assertTrue(shown(ran, "text/html").contains("the square &lt;of&gt; 3"));
        assertEquals("", ran.output().err.toString());
    }

    @Test
    void aClassOfAnEarlierCellIsRunByItsName() {
        notebook.cell("%%junit", "class A { @Test void good() {} }").succeeds();
        shown(notebook.cell("%%junit A").succeeds(), "text/plain");
    }

    @Test
    void aCellWithoutTestsSaysHowToWriteOne() {
        notebook.cell("%%junit", "// class A {").failsSaying("MagicFailed", "There is no test class in this cell");
        notebook.cell("%%junit", "class A {}")
                .failsSaying("org.forkbook.kernel.junit.TestsFailedError", "There are no tests in A.");
    }

    @Test
    void anErrorOfTheCompilerPointsIntoTheCell() {
        notebook.cell("%%junit", "class A {", "    @Test void bad() { int x = \"\"; }", "}")
                .failsSaying("CompilationError", "In [1]:3");
    }
}
