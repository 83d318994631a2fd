package org.forkbook.kernel.introspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.forkbook.experiment.Comparison;
import org.forkbook.kernel.execution.Interpreter.Completeness;
import org.forkbook.kernel.execution.Interpreter.Completeness.Status;
import org.forkbook.kernel.execution.Interpreter.Completion;
import org.forkbook.kernel.execution.Interpreter.Match;
import org.forkbook.kernel.interpreter.Notebook;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.connection.Connection;
import org.forkbook.multiprocessing.connection.Listener;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.locks.ProcessBarrier;
import org.forkbook.multiprocessing.locks.ProcessCondition;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.locks.ProcessSemaphore;
import org.forkbook.multiprocessing.manager.Manager;
import org.forkbook.multiprocessing.monitor.ProcessInfo;
import org.forkbook.multiprocessing.monitor.ProcessTable;
import org.forkbook.multiprocessing.monitor.Progress;
import org.forkbook.multiprocessing.monitor.TaskRuns;
import org.forkbook.multiprocessing.monitor.Timeline;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.forkbook.multiprocessing.pool.Pool;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.ThreadPool;
import org.forkbook.multiprocessing.pool.TracedPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedByteArray;
import org.forkbook.multiprocessing.shared.SharedDouble;
import org.forkbook.multiprocessing.shared.SharedDoubleArray;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.forkbook.multiprocessing.shared.SharedIntArray;
import org.forkbook.multiprocessing.shared.SharedLong;
import org.forkbook.multiprocessing.shared.SharedLongArray;
import org.forkbook.multiprocessing.shared.SharedMemory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Completion, inspection, and whether code is complete. */
@Timeout(300)
class IntrospectionTest {

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

    @ParameterizedTest
    @ValueSource(
            classes = {
                ProcessPool.class,
                ThreadPool.class,
                Pool.class,
                WorkerProcess.class,
                Manager.class,
                Progress.class,
                ProcessQueue.class,
                ProcessLock.class,
                ProcessBarrier.class,
                ProcessCondition.class,
                ProcessEvent.class,
                ProcessSemaphore.class,
                Pipe.class,
                Connection.class,
                Listener.class,
                SharedMemory.class,
                SharedInt.class,
                SharedLong.class,
                SharedDouble.class,
                SharedIntArray.class,
                SharedLongArray.class,
                SharedDoubleArray.class,
                SharedByteArray.class,
                TaskRuns.class,
                Timeline.class,
                WorkerInfo.class,
                ProcessInfo.class,
                ProcessTable.class,
                TracedPool.class,
                Comparison.class,
                StringBuilder.class,
                StringBuffer.class,
                java.util.concurrent.ConcurrentHashMap.class
            })
    void everyPublicMethodOfAPublicTypeIsOffered(Class<?> type) {
        var offered = texts(complete("" + type.getCanonicalName() + " some = null; some.|"));
        for (var method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && method.getDeclaringClass() != Object.class) {
                assertTrue(offered.contains(method.getName()), () -> method + " is not among " + offered);
            }
        }
    }

    @Test
    void whatAPublicClassInheritsFromOneThatIsNotIsOfferedWhereverItsObjectComesFrom() {
        notebook.cell("var builder = new StringBuilder();", "ProcessPool pool = null;")
                .succeeds();
        assertTrue(texts(complete("builder.leng|")).contains("length"));
        assertTrue(texts(complete("int n = builder.leng|")).contains("length"));
        assertTrue(texts(complete("new StringBuilder().leng|")).contains("length"));
        assertTrue(texts(complete("builder.append(1).leng|")).contains("length"));
        assertTrue(
                texts(complete("var local = new StringBuilder();\nlocal.leng|")).contains("length"));
        assertTrue(
                texts(complete("for (int i = 0; i < 3; i++) { builder.leng|")).contains("length"));
        var map = complete("pool.ma|");
        assertTrue(texts(map).containsAll(List.of("map", "mapAsync")), () -> map.toString());
        assertEquals(5, map.start());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new Thread() {|",
                "new Thread() { |",
                "new Runnable() { public void run() { |",
                "new |",
                "new Thread(|",
                "class A { |",
                "class A extends |",
                "record R(|",
                "enum E { A, |",
                "interface I { |",
                "@|",
                "@Over|",
                "import |",
                "import java.|",
                "import static |",
                "package |",
                "var x = |",
                "int[] a = {|",
                "List<|",
                "List<? |",
                "x -> |",
                "Runnable r = () -> { |",
                "switch (1) { case |",
                "\"text|",
                "'|",
                "\"\"\"\n|",
                "/*|",
                "// |",
                "foo.bar(|",
                "unknown.|",
                "new Unknown().|",
                ".|",
                "..|",
                ")|",
                "}|",
                "]|",
                "((((|",
                "`|",
                "#|",
                "\\u0000|",
                "\\|",
                "\ud835|",
                "int \ud835\udd38.|",
                "1.|",
                "1..|",
                "int.|",
                "int[].|",
                "this.|",
                "super.|",
                "Thread.|",
                "String::|",
                "words::|",
                "a ? b : |",
                "try { |",
                "try (|",
                "catch (|",
                "for (|",
                "for (var x : |",
                "do { |",
                "throw |",
                "return |",
                "yield |",
                "assert |",
                "synchronized (|",
                "goto |",
                "const |",
                "$|",
                "_|",
                "$JShell|",
                "REPL.|",
                "do_it|",
                "new int[|",
                "new Object() { int x; }.|",
                "class A { class B { void f() { |",
                "var o = new Object() { @Override public |",
                "int f(|",
                "int f() { return |",
                "void f() throws |",
                "%|",
                "%%|",
                "%time |",
                "\u0000|",
                "|",
                " |",
                "\n|"
            })
    void codeThatIsBeingWrittenIsAnsweredWhateverItIs(String codeWithBar) {
        for (var text : texts(complete(codeWithBar))) {
            assertFalse(
                    text.isEmpty() || text.contains("error>") || text.contains("$JShell$"), codeWithBar + ": " + text);
        }
        var code = codeWithBar.replace("|", "");
        notebook.interpreter.inspect(code, codeWithBar.indexOf('|'), 1);
        notebook.interpreter.isComplete(code);
    }

    @Test
    void aVeryLongExpressionIsLeftAloneAndTheWordAtItsEndIsCompleted() {
        assertEquals(List.of(), texts(complete("a.".repeat(20_000) + "|")));
        assertEquals(List.of(), texts(complete("words" + ".toString()".repeat(1_000) + ".le|")));
        assertTrue(texts(complete("int n = " + "1 + ".repeat(10_000) + "words.siz|"))
                .contains("size"));
        assertTrue(
                texts(complete("f(" + "1, ".repeat(10_000) + "\"abc\".substr|")).contains("substring"));
        assertTrue(texts(complete("int n = 1; var text = \"\";\n" + "n++;\n".repeat(500) + "text.substr|"))
                .contains("substring"));
        notebook.cell("words.size()").returns("1");
    }

    @Test
    void aQuestionThatTakesTooLongIsGivenUpAndCellsGoOn() {
        assertNull(TimeLimitedQuery.ask(() -> Stream.iterate(1, i -> i).count(), 100));
        assertNull(TimeLimitedQuery.ask(() -> 1 / Long.bitCount(0), 10_000));
        assertEquals("yes", TimeLimitedQuery.ask(() -> "yes", 10_000));
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
