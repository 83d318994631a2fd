package org.forkbook.kernel.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.forkbook.kernel.eval.Interpreter.Completeness;
import org.forkbook.kernel.eval.Interpreter.Completeness.Status;
import org.forkbook.kernel.eval.Interpreter.Completion;
import org.forkbook.kernel.eval.Interpreter.Match;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Completion, inspection, and whether code is complete. */
@Timeout(300)
class QuestionsTest {

    static Notebook notebook;

    @BeforeAll
    static void openNotebook() {
        notebook = new Notebook();
        notebook.cell("var words = List.of(\"a\");", "int square(int number) { return number * number; }")
                .succeeds();
    }

    @AfterAll
    static void closeNotebook() {
        notebook.close();
    }

    /** Completes at the bar. */
    private static Completion complete(String codeWithBar) {
        int cursor = codeWithBar.indexOf('|');
        return notebook.interpreter.complete(codeWithBar.replace("|", ""), cursor);
    }

    private static List<String> texts(Completion completion) {
        return completion.matches().stream().map(Match::text).toList();
    }

    @Test
    void aMethodIsCompletedByItsNameAndHasASignature() {
        var completion = complete("\"abc\".substr|");
        assertEquals(List.of("substring"), texts(completion));
        assertEquals(6, completion.start());
        assertEquals(12, completion.end());
        var match = completion.matches().get(0);
        assertEquals("method", match.type());
        assertTrue(
                String.valueOf(match.signature()).contains("substring(int beginIndex"), () -> "" + match.signature());
    }

    @Test
    void aMatchSaysInASentenceWhatTheMethodDoes() {
        var match = complete("\"abc\".isBlan|").matches().get(0);
        assertEquals(
                "Returns true if the string is empty or contains only white space codepoints, otherwise false.",
                match.documentation());
    }

    @Test
    void charactersOutsideTheBasicPlaneMoveNothing() {
        var completion = complete("var text = \"\ud835\udd38\ud835\udd39\"; text.substr|");
        assertEquals(List.of("substring"), texts(completion));
        assertEquals(24, completion.start());
        assertEquals(30, completion.end());
    }

    @Test
    void whatTheNotebookDeclaresIsOffered() {
        assertTrue(texts(complete("int n = squ|")).contains("square"));
        assertTrue(texts(complete("wor|")).contains("words"));
        assertTrue(texts(complete("words.str|")).contains("stream"));
    }

    @Test
    void whatTheSameCellDeclaresAboveIsOffered() {
        assertTrue(texts(complete("var numbers = new ArrayList<Integer>();\nnumbers.add|"))
                .contains("addAll"));
        assertTrue(texts(complete("int f() { return 1; }\nvar text = \"\";\nint n = 1;\ntext.len|"))
                .contains("length"));
        assertTrue(texts(complete("import java.util.zip.*;\nwords.siz|")).contains("size"));
    }

    @Test
    void theReplacedTextIsTheWordAtTheCursorWhereverTheCellIs() {
        var completion = complete("int a = 1;\n\nint b = 2;\nMath.ab|; a = 3;");
        assertEquals("int a = 1;\n\nint b = 2;\nMath.".length(), completion.start());
        assertEquals(completion.start() + 2, completion.end());
        assertTrue(texts(completion).contains("abs"));
    }

    @Test
    void matchesSayWhatTheyAre() {
        var classes = complete("new ArrayLis|");
        assertEquals("class", classes.matches().get(0).type());
        var fields = complete("Math.P|");
        assertEquals(List.of("PI"), texts(fields));
        assertEquals("field", fields.matches().get(0).type());
    }

    private static String inspect(String codeWithBar) {
        int cursor = codeWithBar.indexOf('|');
        var found = notebook.interpreter.inspect(codeWithBar.replace("|", ""), cursor, 0);
        assertNotNull(found, "nothing is known");
        return found.data().get("text/plain").getAsString();
    }

    @Test
    void aNameIsInspectedWhereverTheCursorIsInIt() {
        assertTrue(inspect("Math.abs|(-1)").contains("int Math.abs(int a)"));
        assertTrue(inspect("Math.a|bs(-1)").contains("int Math.abs(int a)"));
        assertTrue(inspect("Math.abs|").contains("int Math.abs(int a)"));
        assertTrue(inspect("int n = squ|are(2);").contains("square(int number)"));
        assertTrue(inspect("wor|ds.size()").contains("List<String>"));
        assertTrue(inspect("Strin|g s;").contains("String"));
        assertNull(notebook.interpreter.inspect("nothingSuch", 4, 0));
        assertNull(notebook.interpreter.inspect("", 0, 0));
    }

    private static Completeness completeness(String code) {
        return notebook.interpreter.isComplete(code);
    }

    @Test
    void codeIsCompleteIncompleteOrInvalid() {
        assertEquals(Status.COMPLETE, completeness("1 + 1").status());
        assertEquals(Status.COMPLETE, completeness("").status());
        assertEquals(Status.COMPLETE, completeness("int f() { return 1; }\nf()").status());
        assertEquals(
                Status.INCOMPLETE, completeness("for (int i = 0; i < 3; i++) {").status());
        assertEquals(Status.INCOMPLETE, completeness("foo(1,").status());
        assertEquals(Status.INCOMPLETE, completeness("/* open").status());
        assertEquals(Status.INVALID, completeness("int x = ) 3;").status());
        assertEquals(Status.INVALID, completeness("foo bar baz qux").status());
    }

    @Test
    void aMagicIsNoReasonForCodeToBeInvalid() {
        assertEquals(Status.COMPLETE, completeness("%whos").status());
        assertEquals(Status.COMPLETE, completeness("%%time\n1 +").status());
        assertEquals(Status.COMPLETE, completeness("int n = 1;\n%timeit n + 1").status());
        assertEquals(Status.INCOMPLETE, completeness("%cd /\nfor (;;) {").status());
        assertEquals(Status.INVALID, completeness("%cd /\nint x = ) 3;").status());
    }

    @Test
    void theNextLineIsIndentedAsFarAsTheLastAndFurtherInABlock() {
        assertEquals("    ", completeness("class A {").indent());
        assertEquals("        ", completeness("class A {\n    int f() {").indent());
        assertEquals("    ", completeness("class A {\n    int x;").indent());
        assertFalse(completeness("1").indent().length() > 0);
    }
}
