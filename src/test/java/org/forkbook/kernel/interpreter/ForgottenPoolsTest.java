package org.forkbook.kernel.interpreter;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A notebook whose cells are run again and again doesn't collect worker processes. */
@Timeout(300)
class ForgottenPoolsTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    private static long workers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("WorkerMain"))
                .count();
    }

    @Test
    void aCellThatMakesAPoolAgainAndAgainLeavesFewWorkers() {
        for (int i = 0; i < 10; i++) {
            notebook.cell("var pool = new ProcessPool(2); pool.map(n -> n * n, List.of(1, 2, 3))")
                    .returns("[1, 4, 9]");
        }
        while (workers()
                > 8) { // Two of the last, two spares, and what was made after the latest look for forgotten ones.
            LockSupport.parkNanos(10_000_000);
        }
        notebook.cell("pool.map(n -> n + 1, List.of(1, 2))").returns("[2, 3]");
        notebook.cell("pool.close();").succeeds();
    }

    @Test
    void theTableOfProcessesNamesTheCellThatMadeAPool() {
        notebook.cell("var named = new ProcessPool(1); named.apply(() -> 1)").returns("1");
        notebook.cell("ProcessTable.now().stream().filter(p -> p.name().startsWith(\"ProcessPool\"))"
                        + ".map(ProcessInfo::origin).toList().toString().contains(\"In [\")")
                .returns("true");
        notebook.cell("named.close();").succeeds();
    }

    @Test
    void aWorkerThatHasSeenAThousandVersionsOfClassesIsReplaced() {
        notebook.cell(
                        "var lasting = new ProcessPool(1); var first = lasting.apply(() -> ProcessHandle.current().pid());")
                .succeeds();
        var classes = new StringBuilder();
        for (int i = 0; i < 350; i++) {
            classes.append("static class C").append(i).append(" { } ");
        }
        for (int i = 0; i < 4; i++) {
            notebook.cell("class All { " + classes + " int version = " + i + "; }")
                    .succeeds();
            notebook.cell("lasting.apply(() -> { var all = new All(); return all.version; })")
                    .returns(String.valueOf(i));
        }
        notebook.cell("lasting.apply(() -> ProcessHandle.current().pid()).equals(first)")
                .returns("false");
        notebook.cell("lasting.close();").succeeds();
    }
}
