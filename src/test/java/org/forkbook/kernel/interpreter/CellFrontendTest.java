package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CellFrontendTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @Test
    void whatAWorkerPrintsAppearsUnderItsCell() {
        notebook.cell(
                        "void worker() { System.out.println(\"Worker process executing.\"); }",
                        "var process = new WorkerProcess(() -> worker());",
                        "process.start();",
                        "process.join();",
                        "System.out.println(\"Main process exiting.\");")
                .prints("Worker process executing.\nMain process exiting.\n");
    }

    @Test
    void whatAWorkerDisplaysAppearsUnderItsCell() {
        var ran = notebook.cell(
                        "var process = new WorkerProcess(() -> { var id = display(html(\"<b>hi</b>\")); updateDisplay(id, 2); });",
                        "process.start();",
                        "process.join();")
                .succeeds();
        assertEquals(1, ran.output().displayed.size());
        var shown = ran.output().displayed.get(0);
        assertEquals("<b>hi</b>", shown.data().get("text/html").getAsString());
        assertEquals(shown.displayId(), ran.output().updates.get(0).displayId());
    }

    @Test
    void aWorkersTraceNamesTheCellsLine() {
        notebook.cell("void fail() {", "    throw new IllegalStateException(\"far away\");", "}");
        var ran =
                notebook.cell("var process = new WorkerProcess(() -> fail());", "process.start();", "process.join();");
        assertTrue(
                ran.output().err.toString().contains("In [1]:2"),
                () -> ran.output().err.toString());
    }
}
