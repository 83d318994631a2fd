package org.forkbook.kernel.jshell;

import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A cell may give its classes names that JShell, or the kernel, has for something of its own. */
@Timeout(value = 200, unit = TimeUnit.SECONDS)
final class NamesOfJShellTest {

    @AutoClose
    private final Notebook notebook = new Notebook();

    @Test
    void aClassHasTheNameOfJShellsPackage() {
        notebook.cell("class REPL { int k = 4; }", "record Mine(int n) {}", "new REPL().k")
                .returns("4");
        notebook.cell("var repl = new REPL();", "var mine = new Mine(2);").succeeds();
        notebook.cell("int sum() { return repl.k + mine.n(); }", "sum()").returns("6");
        notebook.cell("var mine = new Mine(3);", "sum()").returns("7");
        notebook.cell("var all = new HashMap<String, List<REPL>>();", "all.put(\"a\", List.of(repl));")
                .succeeds();
        notebook.cell("all.get(\"a\").get(0).k").returns("4");
        notebook.cell("try (var pool = new ProcessPool(1)) {", "    System.out.print(pool.apply(() -> sum()));", "}")
                .prints("7");
        notebook.cell("var none = new Nowhere();").failsSaying("CompilationError", "class Nowhere");
    }

    @Test
    void classesHaveNamesOfTheKernels() {
        notebook.cell("class JShell { int k = 1; } class Forkbook { int k = 2; } class Session { int k = 3; }")
                .succeeds();
        notebook.cell("var a = new JShell(); var b = new Forkbook(); var c = new Session();")
                .succeeds();
        notebook.cell("a.k + b.k + c.k").returns("6");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aClassHasTheNameOfOneThatJShellsCodeUses() {
        notebook.cell(
                        "class Object { int k = 1; } class Throwable { int k = 2; } class SuppressWarnings { int k = 3; }")
                .succeeds();
        notebook.cell("var a = new Object(); var b = new Throwable(); var c = new SuppressWarnings();")
                .succeeds();
        notebook.cell("int n = a.k + b.k + c.k;", "var l = List.of(n);", "l.get(0)")
                .returns("6");
    }
}
