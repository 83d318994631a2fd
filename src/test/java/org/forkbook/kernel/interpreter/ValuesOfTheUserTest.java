package org.forkbook.kernel.interpreter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The methods of a notebook's values are called when a cell asks for it, and not otherwise. */
@Timeout(300)
class ValuesOfTheUserTest {

    Notebook notebook;

    @BeforeEach
    void open() {
        notebook = new Notebook();
        notebook.cell(
                        "class P implements Comparable<P> {",
                        "    int x = 1;",
                        "    public boolean equals(Object o) { return x == ((P) o).x; }",
                        "    public int hashCode() { throw new UnsupportedOperationException(\"hashCode was called\"); }",
                        "    public int compareTo(P o) { throw new UnsupportedOperationException(\"compareTo was called\"); }",
                        "    public String toString() { return \"P\"; }",
                        "}",
                        "record Holder(P p) {}")
                .succeeds();
    }

    @AfterEach
    void close() {
        notebook.close();
    }

    @Test
    void aResultsEqualsAndHashCodeAreNotCalled() {
        notebook.cell("display(1); new P()").returns("P");
        notebook.cell("new P();").returns("P");
        notebook.cell("List.of(new P(), new P())").returns("[P, P]");
        notebook.cell("new P[] {new P()}").returns("[P]");
        notebook.cell("new Holder(new P())").succeeds();
        notebook.cell("Map.of(\"a\", new P())").returns("{a=P}");
        notebook.cell("Optional.of(new P())").succeeds();
        notebook.cell("display(new P()); var id = display(List.of(new P())); updateDisplay(id, new P());")
                .succeeds();
        notebook.cell("var p = new P(); throw new IllegalStateException(p + \"!\");")
                .fails("java.lang.IllegalStateException");
    }

    @Test
    void anAssertionOfALibraryMayBeTheLastLine() {
        // As AssertJ's: whoever compares an assertion has meant to compare the value.
        notebook.cell(
                        "class Assertion {",
                        "    Assertion isEqualTo(Object o) { return this; }",
                        "    @Override public boolean equals(Object o) {"
                                + " throw new UnsupportedOperationException(\"use isEqualTo instead\"); }",
                        "    @Override public int hashCode() { throw new UnsupportedOperationException(\"no hash\"); }",
                        "    @Override public String toString() { return \"an assertion\"; }",
                        "}")
                .succeeds();
        notebook.cell("display(\"first\"); new Assertion().isEqualTo(1);").returns("an assertion");
    }

    @Test
    void neitherMagicsNorQuestionsNorNewVersionsOfATypeCompareValues() {
        notebook.cell("var p = new P(); var all = List.of(p, new P()); var key = new Object[] {p, p};")
                .succeeds();
        notebook.cell("%whos").succeeds();
        notebook.interpreter.inspect("p", 1, 0);
        notebook.interpreter.complete("p.", 2);
        notebook.cell("record Other(int n) {}", "var other = new Other(1); var both = List.of(p, other);")
                .succeeds();
        notebook.cell("record Other(int n) { int twice() { return 2 * n; } }").succeeds();
        notebook.cell("both.get(0)").returns("P");
    }

    @Test
    void tasksAndResultsAreNotCompared() {
        notebook.cell(
                        "try (var pool = new ProcessPool(2)) {",
                        "    System.out.println(pool.map(q -> q, List.of(new P(), new P())));",
                        "    System.out.println(pool.traced().map(q -> q, List.of(new P(), new P())).results());",
                        "    System.out.println(pool.imap(q -> q, List.of(new P(), new P())).toList());",
                        "}")
                .prints("[P, P]\n[P, P]\n[P, P]\n");
        notebook.cell(
                        "try (var pool = new ThreadPool(2)) { System.out.println(pool.map(q -> q, List.of(new P()))); }",
                        "try (var queue = ProcessQueue.<P>create()) { queue.put(new P()); System.out.println(queue.take()); }")
                .prints("[P]\nP\n");
    }
}
