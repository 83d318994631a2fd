package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cell compiles as a whole or not at all; redeclared variables keep their values where possible. */
@Timeout(300)
class WholeCellTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @Test
    void nothingOfACellRunsOrChangesWhenALaterLineDoesNotCompile() {
        notebook.cell("int n = 1;", "int f() { return 1; }", "record P(int x) {}", "var p = new P(7);")
                .succeeds();
        var ran = notebook.cell(
                "System.out.println(\"ran\");",
                "int n = 100;",
                "String fresh = \"fresh\";",
                "int f() { return 2; }",
                "record P(int x, int y) {}",
                "int bad = \"text\";",
                "nowhere(n);");
        ran.failsSaying("CompilationError", "In [2]:6: incompatible types", "In [2]:7: cannot find symbol");
        assertEquals("", ran.output().out());
        notebook.cell("n + f()").returns("2");
        notebook.cell("p").returns("P[x=7]");
        notebook.cell("fresh").failsSaying("CompilationError", "cannot find symbol");
    }

    @Test
    void whatFollowsAnErrorHasNotHappened() {
        notebook.cell("int n = 1;").succeeds();
        notebook.cell("n = 2;", "int k = 1 / (n - n);", "int n = 3;", "String s = \"s\";", "int g() { return 5; }")
                .fails("java.lang.ArithmeticException");
        notebook.cell("n + g()").returns("7");
        notebook.cell("k").fails("CompilationError");
        notebook.cell("s").fails("CompilationError");
    }

    @Test
    void aCellsMethodsAndTypesAreThereForAllOfIt() {
        notebook.cell(
                        "greet(\"Ada\");",
                        "void greet(String name) { System.out.println(new Greeting(name).text()); }",
                        "record Greeting(String name) { String text() { return \"Hello, \" + name; } }")
                .prints("Hello, Ada\n");
    }

    @Test
    void aSealedTypeNeedNotNameTheSubtypesThatStandInItsCell() {
        notebook.cell(
                        "sealed interface Shape<T extends Comparable<T>> { default int sides() { return 0; } }",
                        "record Circle(double r) implements Shape<Integer> {}",
                        "final class Other<E extends Comparable<E>> implements Comparable<Other<E>>, Shape<E> {",
                        "    public int compareTo(Other<E> other) { return 0; }",
                        "}",
                        "record Apart(Shape<Integer> shape) {}",
                        "Shape.class.getPermittedSubclasses().length")
                .returns("2");
        notebook.cell("sealed interface Alone {}").failsSaying("CompilationError", "in the same cell, or name them");
        notebook.cell("sealed interface A permits B {}", "record B() implements A {}", "new B()")
                .returns("B[]");
    }

    @Test
    void whatIsWrongInASealedTypeIsShownWhereItsAuthorWroteIt() {
        notebook.cell("sealed interface Expr { default int f() { return \"no\"; } }", "record Num() implements Expr {}")
                .failsSaying(
                        "CompilationError",
                        "    sealed interface Expr { default int f() { return \"no\"; } }\n"
                                + "                                                     ^^^^");
        notebook.cell("sealed interface Expr { default int f() { return 1 } }", "record Num() implements Expr {}")
                .failsSaying(
                        "CompilationError",
                        "    sealed interface Expr { default int f() { return 1 } }\n"
                                + "                                                      ^");
    }

    @Test
    void codeThatIsTooDeepForTheCompilerIsSaidToBeSoAndTheNextCellRuns() {
        notebook.cell("int sum = " + "1 + ".repeat(30_000) + "1;").failsSaying("CompilationError", "Split it");
        notebook.cell("1 + 1").returns("2");
    }

    @Test
    void aTypeWrittenAgainKeepsTheValuesOfItsVariables() {
        notebook.cell(
                        "class P { int x; P(int x) { this.x = x; } }",
                        "var p = new P(3);",
                        "var all = new ArrayList<>(List.of(p, new P(4)));",
                        "Map<String, P> named = new HashMap<>(Map.of(\"p\", p));",
                        "P[] some = {p};")
                .succeeds();
        notebook.cell("class P { int x, y = 9; P(int x) { this.x = x; } int sum() { return x + y; } }")
                .succeeds();
        notebook.cell("Comparator<P> byX = Comparator.comparingInt(q -> q.x);").succeeds();
        notebook.cell("class P { int x, y, z; P(int x) { this.x = x; } int sum() { return x + y; } }")
                .succeeds();
        notebook.cell(
                        "p.y = 1;",
                        "p.sum() + all.get(1).sum() + (all.get(0) == p && named.get(\"p\") == some[0] ? 100 : 0)")
                .returns("108");
    }

    @Test
    void aVariableIsKeptThoughWhatMadeItNoLongerCompiles() {
        notebook.cell("class P { int x; P(int x) { this.x = x; } }", "P p = new P(3);");
        notebook.cell("class P { int x; }").succeeds();
        notebook.cell("p.x").returns("3");
    }

    @Test
    void aValueThatCanNotBeKeptIsToldWithTheReason() {
        notebook.cell(
                        "class P { int x = 5; }",
                        "Object[] held = {new P(), new Thread()};",
                        "List<P> list = List.of(new P());",
                        "P[] held2 = {new P()};",
                        "Comparator<P> byX = Comparator.comparingInt(p -> p.x);")
                .succeeds();
        var ran = notebook.cell("class P { String x; P() { } }").succeeds();
        notebook.cell("list == null && held2 == null").returns("true");
        var notes = ran.output().notes();
        assertTrue(
                notes.contains("held2 was reset, because its type has changed: a field has a different type now"),
                notes);
        assertTrue(notes.contains("byX was reset") && notes.contains("lambda"), notes);
        assertEquals("", ran.output().err.toString());
    }

    @Test
    void aLinkedListOfManyNodesIsKept() {
        notebook.cell(
                        "class Node { Node next; }",
                        "Node first = null;",
                        "for (int i = 0; i < 50_000; i++) { var node = new Node(); node.next = first; first = node; }")
                .succeeds();
        notebook.cell(
                        "class Node { Node next; int length() { int n = 0; for (var i = this; i != null; i = i.next) n++; return n; } }")
                .succeeds();
        notebook.cell("first.length()").returns("50000");
    }

    @Test
    void aCellThatAddsToTheClassPathIsCompiledAsItRuns() {
        notebook.cell("void addToClasspath() { System.out.println(\"added\"); }", "addToClasspath();", "int n = \"x\";")
                .fails("CompilationError");
    }
}
