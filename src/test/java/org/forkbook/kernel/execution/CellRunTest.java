package org.forkbook.kernel.execution;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.URL;
import java.net.URLClassLoader;
import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Finds the cell that a thread works for by its stack. */
class CellRunTest {

    private static final String STATEMENT = "REPL.$JShell$6";

    private final ClassLoader first = new URLClassLoader(new URL[0]);
    private final ClassLoader second = new URLClassLoader(new URL[0]);

    @AfterEach
    void forget() {
        CellRun.forget(first);
        CellRun.forget(second);
    }

    @Test
    void aStatementOfANotebookBeforeIsNotTakenForADeclarationOfThisOne() {
        var before = entered(first);
        before.runs(STATEMENT);
        assertSame(before, CellRun.ofCode(at(STATEMENT)));
        before.leave();
        var run = entered(second);
        assertNull(CellRun.ofCode(at(STATEMENT)));
        run.runs("REPL.$JShell$00_2");
        assertSame(run, CellRun.ofCode(at(STATEMENT, "REPL.$JShell$00_2$1")));
    }

    @Test
    void aStatementThatRunsAgainIsAmongTheNewest() {
        var run = entered(first);
        run.runs(STATEMENT);
        for (int i = 0; i < 999; i++) {
            run.runs("REPL.$JShell$00_" + i);
        }
        var again = entered(first);
        again.runs(STATEMENT);
        for (int i = 0; i < 500; i++) {
            again.runs("REPL.$JShell$01_" + i);
        }
        assertSame(again, CellRun.ofCode(at(STATEMENT)));
    }

    @Test
    void aThreadWorksForACellOnlyAsLongAsTheCellRuns() {
        var run = entered(first);
        run.markInterrupted();
        run.leave();
        var latest = CellRun.ofThread();
        assertSame(run.output(), latest == null ? null : latest.output());
        assertSame(false, latest != null && latest.isInterrupted());
        CellRun.forget(first);
        assertNull(CellRun.ofThread());
    }

    private static CellRun entered(ClassLoader loader) {
        var run = new CellRun("In [1]", new Notebook.Recorded(), loader);
        run.enter();
        return run;
    }

    private static StackTraceElement[] at(String... classes) {
        var frames = new StackTraceElement[classes.length];
        for (int i = 0; i < classes.length; i++) {
            frames[i] = new StackTraceElement(classes[i], "do_it$", "In [1]", 1);
        }
        return frames;
    }
}
