package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.service.MaximumHeap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class JavaInterpreterTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @Test
    void aVariableWhoseInitialValueFailsNamesItsLineOnce() {
        var trace = notebook.cell("int zero = 0;\nvar third = 3 / zero;").fails("java.lang.ArithmeticException");
        assertEquals(1, trace.split("In \\[1\\]:2", -1).length - 1, trace);
    }

    @Test
    void theLastExpressionIsTheResult() {
        notebook.cell("int x = 1;", "x + 1").returns("2");
        notebook.cell("x").returns("1");
        notebook.cell("x = 5").returns("5");
        notebook.cell("new int[][] {{1, 2}, {3}}").returns("[[1, 2], [3]]");
        notebook.cell("\"text\" // not a semicolon;").returns("text");
        notebook.cell("(Object) null").returns("null");
    }

    @Test
    void declarationsAndStatementsGiveNoResult() {
        notebook.cell("int x = 1").returnsNothing();
        notebook.cell("x = 2;").returnsNothing();
        notebook.cell("System.out.println(x)").returnsNothing();
        notebook.cell("int twice(int n) { return 2 * n; }").returnsNothing();
        notebook.cell("// only a comment").returnsNothing();
        notebook.cell("").returnsNothing();
    }

    @Test
    void aSemicolonBehindTheLastExpressionHidesNothingAsInOtherJavaKernels() {
        notebook.cell("int x = 1;", "var list = new ArrayList<String>();", "list.add(\"a\");")
                .returns("true");
        notebook.cell("x + 1; // one more").returns("2");
        notebook.cell("x == 1;").returns("true");
        notebook.cell("list.stream().map(s -> s.length() >= 1 ? x : 0).toList() ;")
                .returns("[1]");
        notebook.cell("new HashMap<String, Integer>().put(\"a\", 1);").returnsNothing();
        notebook.cell("System.out.printf(\"%d%n\", x);").prints("1\n").returnsNothing();
        notebook.cell("nowhere(1);").failsSaying("CompilationError", "nowhere(1);");
    }

    @Test
    void assignmentsShowNothingWhateverTheyAssignTo() {
        notebook.cell("int x = 1;", "int[] a = {1};", "class Box { int i; }", "var box = new Box();", "x += 2;")
                .returnsNothing();
        for (var assignment : List.of("a[0] = 5;", "box.i = 7;", "x >>>= 1;", "x++;", "--x;")) {
            notebook.cell(assignment).returnsNothing();
        }
        notebook.cell("x + a[0] + box.i").returns("13");
    }

    @Test
    void aPrintedStackTraceHasTheCellsLinesAndNoneOfTheKernels() {
        var ran = notebook.cell(
                "class Broken extends RuntimeException { Broken(Throwable cause) { super(\"outer\", cause); } }",
                "void read() {",
                "    try { Integer.parseInt(\"x\"); } catch (NumberFormatException e) { throw new Broken(e); }",
                "}",
                "try { read(); } catch (Broken e) { e.printStackTrace(); e.printStackTrace(System.out); }");
        var trace = ran.succeeds().output().out();
        assertTrue(trace.startsWith("Broken: outer\n\tat read In [1]:3\n\tat In [1]:5\nCaused by: "), trace);
        assertFalse(trace.contains("org.forkbook") || trace.contains("JShell"), trace);
        assertEquals(trace, ran.output().err.toString());
    }

    @Test
    void anExceptionThatPrintsItselfInAWayOfItsOwnDoesSo() {
        notebook.cell(
                        "class Own extends Exception { public void printStackTrace() { System.out.println(\"own\"); } }",
                        "class Printer { void printStackTrace() { System.out.println(\"none\"); } }",
                        "new Printer().printStackTrace();",
                        "try { throw new Own(); } catch (Exception e) { e.printStackTrace(); }")
                .prints("none\nown\n");
    }

    @Test
    void aChildThatInheritsTheStreamsPrintsUnderItsCell() {
        var ran = notebook.cell(
                "var builder = new ProcessBuilder(\"sh\", \"-c\", \"echo out; echo err >&2; exit 3\").inheritIO();",
                "var code = builder.start().waitFor();",
                "System.out.println(code + \" \" + builder.redirectOutput());");
        ran.prints("out\n3 INHERIT\n");
        assertEquals("err\n", ran.output().err.toString());
    }

    @Test
    void namesOfJShellAreNotShownWhereAnObjectHasNoTextOfItsOwn() {
        notebook.cell("class Plain {}", "Plain.class").returns("class Plain");
        var shown = notebook.cell("List.of(new Plain())").succeeds().result().value();
        assertNotNull(shown);
        assertTrue(shown.data().get("text/plain").getAsString().startsWith("[Plain@"), shown::toString);
    }

    @Test
    void outputGoesToTheCellThatPrintsIt() {
        notebook.cell("System.out.print(\"a\"); System.out.printf(\"%d%n\", 7);")
                .prints("a7\n");
        notebook.cell("System.out.write(\"é\\n\".getBytes(java.nio.charset.StandardCharsets.UTF_8));")
                .prints("é\n");
    }

    @Test
    void outputOfAThreadGoesToTheCellThatStartedIt() throws InterruptedException {
        var first = notebook.cell(
                "var go = new CountDownLatch(1);",
                "new Thread(() -> {",
                "    try { go.await(); System.out.println(\"late\"); } catch (InterruptedException e) { }",
                "}).start();");
        notebook.cell("go.countDown(); Thread.sleep(1);").prints("");
        assertEquals("late\n", first.output().nextPrinted());
    }

    @Test
    void aRuntimeErrorPointsIntoTheCells() {
        notebook.cell("// divides", "int divide(int a, int b) {", "    return a / b;", "}");
        notebook.cell("int a = 1;", "", "divide(a,", "    0)")
                .failsSaying(
                        "java.lang.ArithmeticException",
                        "java.lang.ArithmeticException: / by zero",
                        "at divide In [1]:3",
                        "→ return a / b;",
                        "at In [2]:3");
    }

    @Test
    void framesOfClassesLambdasAndCausesPointIntoTheCellsToo() {
        notebook.cell(
                "class Box {",
                "    int open() {",
                "        throw new IllegalStateException(\"locked\");",
                "    }",
                "}");
        var trace = notebook.cell(
                        "try {",
                        "    List.of(1).forEach(i ->",
                        "        new Box().open());",
                        "} catch (IllegalStateException e) {",
                        "    throw new RuntimeException(\"outer\", e);",
                        "}")
                .fails("java.lang.RuntimeException");
        assertTrue(trace.contains("RuntimeException: outer\n    at In [2]:5"), trace);
        assertTrue(
                trace.contains("Caused by: java.lang.IllegalStateException: locked\n    at Box.open In [1]:3"), trace);
        assertTrue(trace.contains("at lambda In [2]:3"), trace);
        assertTrue(!trace.contains("org.forkbook.kernel") && !trace.contains("jdk.internal.reflect"), trace);
    }

    @Test
    void compileErrorsPointIntoTheCell() {
        notebook.cell("int x = 1;", "int y = foo(x);")
                .failsSaying("CompilationError", "In [1]:2: cannot find symbol", "int y = foo(x);\n            ^^^");
        notebook.cell("int z = ;").failsSaying("CompilationError", "In [2]:1: illegal start of expression");
    }

    @Test
    void laterCellsCompleteForwardReferences() {
        notebook.cell("int area(Square s) { return s.side() * s.side(); }").succeeds();
        notebook.cell("record Square(int side) {}").succeeds();
        notebook.cell("area(new Square(3))").returns("9");
    }

    @Test
    void mutuallyDependentClassesInOneCellWork() {
        notebook.cell(
                        "class A { B b; int n() { return 1; } }",
                        "class B { A a = new A(); int n() { return a.n() + 1; } }")
                .succeeds();
        notebook.cell("new B().n()").returns("2");
    }

    @Test
    void aMethodWrittenAgainReplacesTheOld() {
        notebook.cell("int f() { return 1; }", "int g() { return f() + 10; }").succeeds();
        notebook.cell("g()").returns("11");
        notebook.cell("int f() { return 2; }").succeeds();
        notebook.cell("g()").returns("12");
    }

    @Test
    void assertionsAreOn() {
        notebook.cell("assert 1 > 2 : \"no\";").failsSaying("java.lang.AssertionError", "no");
    }

    @Test
    void exitEndsTheCellAndNotTheKernel() {
        notebook.cell("int x = 3;", "System.exit(7);", "x = 4;").failsSaying("SystemExit", "exit code 7");
        notebook.cell("Runtime.getRuntime().halt(1);").fails("SystemExit");
        notebook.cell("x").returns("3");
    }

    @Test
    void stackOverflowAndOutOfMemoryEndTheCellWithAdvice() {
        notebook.cell("int deep(int n) { return deep(n + 1) + 1; }", "deep(0)")
                .failsSaying("java.lang.StackOverflowError", "called itself too many times", "more times");
        notebook.cell("var big = new long[Integer.MAX_VALUE];").failsSaying("java.lang.OutOfMemoryError", "heap");
        notebook.cell("1").returns("1");
    }

    @Test
    void anErrorThatEscapesFromJavacIsACellsError() {
        notebook.cell("Pair<String, Box<Integer>> pair;");
        notebook.cell("class Box<T> {}", "class Box {}");
        notebook.cell("1 + 1").returns("2");
    }

    @Test
    void userExpressionsAreEvaluatedAfterTheCell() {
        var ran = notebook.cellWith(Map.of("sum", "x + 1", "bad", "y"), "int x = 1;");
        var sum = ran.result().userExpressions().get("sum");
        assertTrue(sum != null && sum.value() != null);
        var bad = ran.result().userExpressions().get("bad");
        assertTrue(bad != null && bad.failure() != null);
    }

    @Test
    void aTopLevelReturnGivesTheResult() {
        notebook.cell("int x = 20;", "return x + 1;").returns("21");
    }

    @Test
    void displayingIsNoResult() {
        var ran = notebook.cell("display(42)").returnsNothing();
        assertEquals(1, ran.output().displayed.size());
        notebook.cell("String id = display(1);", "updateDisplay(id, 2);").returnsNothing();
    }

    @Test
    void everyProblemOfACellIsToldWithAdvice() {
        notebook.cell("int counter = 1;").succeeds();
        notebook.cell(
                        "int a = conter + 1;",
                        "a + 2;",
                        "System.out.printn(a);",
                        "var d = new AtomicInteger();",
                        "int i = 2.5;")
                .failsSaying(
                        "CompilationError",
                        "In [2]:1: cannot find symbol",
                        "Did you mean counter?",
                        "In [2]:5: incompatible types",
                        "Write (int) before the value");
    }

    @Test
    void adviceNamesTheImportAndTheMethodThatIsMeant() throws InterruptedException {
        notebook.cell("System.out.printn(1);").failsSaying("CompilationError", "Did you mean print");
        notebook.cell("Sytem.out.println(1);").failsSaying("CompilationError", "Did you mean System?");
        notebook.cell("import java.utl.List;").failsSaying("CompilationError", "Did you mean java.util?");
        notebook.cell("print(\"x\")").failsSaying("CompilationError", "Did you mean System.out.print(…)?");
        notebook.cell("float f = 1.5;").failsSaying("CompilationError", "write 1.5f");
        notebook.cell("long l = 12345678901;").failsSaying("CompilationError", "12345678901L");
        notebook.cell("List<int> list;").failsSaying("CompilationError", "Integer for int");
        notebook.cell("void f() { return 1; }").failsSaying("CompilationError", "instead of void");
        assertFalse(notebook.cell("while (false) { int n = 1; }")
                .fails("CompilationError")
                .contains("missing return"));
        notebook.cell("int n = \"5\";").failsSaying("CompilationError", "Integer.parseInt");
        notebook.cell("int f() { }").failsSaying("CompilationError", "return");
        notebook.cell("System.out.println(1)", "System.out.println(2);").failsSaying("CompilationError", "Put a ;");
    }

    @Test
    void statementsThatStandTogetherRunOneAfterTheOther() {
        notebook.cell(
                        "int n = 0;",
                        "n++; // one",
                        "n += 2;",
                        "if (n == 3) System.out.println(\"three\");",
                        "for (int i = 0; i < 2; i++) n *= 2;",
                        "System.out.println(n);")
                .prints("three\n12\n");
        notebook.cell("n + 1; n = 7;", "n").returns("7");
        notebook.cell("n = 8;", "throw new IllegalStateException(\"stop\");", "n = 9;")
                .failsSaying("java.lang.IllegalStateException", "at In [3]:2");
        notebook.cell("n").returns("8");
    }

    @Test
    void aDeclarationThatLacksAnotherIsToldOf() {
        var ran = notebook.cell("int half(int n) { return quarter(n) * 2; }").returnsNothing();
        // Not on standard error, which graders hold against a cell.
        assertEquals("", ran.output().err.toString());
        assertTrue(
                ran.output().notes().contains("half(int) is declared, but can't be used before method quarter(int)"));
        notebook.cell("half(8)")
                .failsSaying("UnresolvedReference", "half(int) can't be used before method quarter(int)", "In [2]:1");
    }

    @Test
    void modifiersAndPackagesOfPastedCodeAreTaken() {
        notebook.cell(
                        "package com.example;",
                        "import java.util.zip.*;",
                        "public class Counter { private int n; public int next() { return ++n; } }",
                        "private static final Counter counter = new Counter();",
                        "public static int twice(int n) { return 2 * n; }",
                        "twice(counter.next())")
                .returns("2");
    }

    @Test
    void aSwitchCanBeTheResult() {
        notebook.cell("switch (3) { case 3 -> \"three\"; default -> \"other\"; }")
                .returns("three");
    }

    @Test
    void tracesNameThingsAsTheirAuthorsDo() {
        notebook.cell(
                "class TooBad extends RuntimeException { TooBad(String m) { super(m); } }", "Object nothing = null;");
        assertTrue(notebook.cell("throw new TooBad(\"mine\");").fails("TooBad").startsWith("TooBad: mine"));
        notebook.cell("nothing.toString()")
                .failsSaying("java.lang.NullPointerException", "because \"nothing\" is null");
    }

    @Test
    void whatEndsAThreadIsToldUnderTheCellThatStartedIt() {
        var ran = notebook.cell(
                "var t = new Thread(() -> { throw new IllegalStateException(\"in a thread\"); });",
                "t.start(); t.join();");
        assertTrue(
                ran.output().err.toString().contains("in a thread"),
                () -> ran.output().err.toString());
    }

    @Test
    void inputIsAskedOfTheReader() {
        var output = new Notebook.Recorded();
        output.answers.add("Ada");
        output.answers.add("36");
        var cell = new Interpreter.Cell(
                "var in = new Scanner(System.in); in.nextLine() + in.nextInt()", 1, false, true, Map.of());
        var value = notebook.interpreter.execute(cell, output).value();
        assertTrue(value != null && value.data().get("text/plain").getAsString().equals("Ada36"));
    }

    @Test
    void nothingOfACellRunsWhenItsGrammarIsWrong() {
        notebook.cell("System.out.println(1);", "int x = ) 2;").fails("CompilationError");
        assertEquals(
                "",
                notebook.cell("System.out.print(1);", "int x = (2;").output().out());
    }

    @Test
    void whoRunsOutOfMemoryIsToldWhatIsLarge() {
        notebook.cell("var numbers = new double[4_000_000];", "var words = new ArrayList<>(List.of(\"a\"));")
                .succeeds();
        var trace = notebook.cell("throw new OutOfMemoryError(\"Java heap space\");")
                .fails("java.lang.OutOfMemoryError");
        assertTrue(trace.contains("numbers (double[]) holds about 30 MB"), trace);
        assertTrue(trace.contains("(" + MaximumHeap.text() + ")"), trace);
        assertTrue(!trace.contains("words"), trace);
        assertTrue(trace.contains("--heap"), trace);
    }

    @Test
    void commonMistakesHaveAdvice() {
        notebook.cell("abstract class S { abstract void a(); }", "int twice(int n) { return 2 * n; }")
                .succeeds();
        notebook.cell("new S();").failsSaying("CompilationError", "a class that extends it");
        notebook.cell("class T extends S { }").failsSaying("CompilationError", "Write the named method");
        notebook.cell("twice(\"a\", 2)").failsSaying("CompilationError", "compare what is required");
        notebook.cell("void g() { while (true) { } twice(1); }")
                .failsSaying("CompilationError", "nothing after it can run");
        notebook.cell("void g() { Thread.sleep(1); }").failsSaying("CompilationError", "throws InterruptedException");
        notebook.cell("List.of(1)[0]").failsSaying("CompilationError", "get(i)");
    }

    @Test
    void aMisspeltTypeIsNoVariable() throws InterruptedException {
        notebook.cell("var list = new ArrayList<String>();").succeeds();
        notebook.cell("Lst<String> names = list;").failsSaying("CompilationError", "Did you mean List?");
    }
}
