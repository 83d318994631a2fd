package org.forkbook.kernel.eval;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JavaInterpreterTest {

    @AutoClose
    final Notebook notebook = new Notebook();

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
        notebook.cell("x + 1; // suppressed").returnsNothing();
        notebook.cell("System.out.println(x)").returnsNothing();
        notebook.cell("int twice(int n) { return 2 * n; }").returnsNothing();
        notebook.cell("// only a comment").returnsNothing();
        notebook.cell("").returnsNothing();
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
    void anInterruptEndsABusyLoop() {
        interrupted("started(); while (true) {}");
    }

    @Test
    void anInterruptEndsALoopThatCatchesEverything() {
        interrupted("started(); while (true) { try { while (true) { } } catch (Throwable t) { } }");
    }

    @Test
    void anInterruptEndsASleep() {
        interrupted("started(); Thread.sleep(1_000_000);");
    }

    @Test
    void anInterruptEndsASleepThatIsResumedAgainAndAgain() {
        interrupted("started(); while (true) { try { Thread.sleep(1_000_000); } catch (InterruptedException e) { } }");
    }

    @Test
    void anInterruptEndsAnEndlessStream() {
        interrupted("started(); Stream.iterate(1, i -> i + 1).forEach(i -> { });");
    }

    @Test
    void anInterruptEndsRecursionWithoutEnd() {
        notebook.cell("int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }");
        interrupted("started(); fib(1_000)");
    }

    private void interrupted(String code) {
        notebook.cell("int kept = 42;", "void started() { System.out.println(\"go\"); }")
                .succeeds();
        var output = new Notebook.Recorded();
        var interrupter = new Thread(() -> {
            try {
                output.nextPrinted();
                notebook.interpreter.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();
        var before = System.nanoTime();
        var result = notebook.interpreter.execute(new Interpreter.Cell(code, 99, false, true, Map.of()), output);
        var failure = result.failure();
        assertTrue(failure != null && failure.name().equals("InterruptedException"), () -> result.toString());
        assertTrue(System.nanoTime() - before < SECONDS.toNanos(20));
        notebook.cell("kept").returns("42");
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
        assertTrue(
                ran.output()
                        .err
                        .toString()
                        .contains("half(int) is declared, but can't be used before method quarter(int)"),
                () -> ran.output().err.toString());
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
}
