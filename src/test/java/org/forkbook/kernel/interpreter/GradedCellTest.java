package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that nbgrader takes for points and for failures: results, and text on standard error. */
@Timeout(300)
class GradedCellTest {

    private static final Path NO_FILE = Path.of("no", "such", "file");

    private static Notebook graded(String variable, String value) {
        return new Notebook(Settings.read(Map.of(variable, value), NO_FILE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NBGRADER_EXECUTION=autograde", "NBGRADER_EXECUTION=validate", "NBGRADER_VALIDATING=1"})
    void aSemicolonBehindTheLastStatementMeansThatItGivesNoPoints(String setting) {
        var parts = setting.split("=", -1);
        try (var notebook = graded(parts[0], parts[1])) {
            notebook.cell(
                            "var log = new java.util.concurrent.atomic.AtomicInteger();",
                            "var counts = new HashMap<>(Map.of(\"x\", 1));",
                            "log.incrementAndGet();")
                    .returnsNothing();
            notebook.cell("counts.put(\"x\", 8);").returnsNothing();
            notebook.cell("log.get() == 1; // a comment").returnsNothing();
            notebook.cell("int n = 3;", "n + 1;").returnsNothing();
            notebook.cell("return counts;").returnsNothing();
            notebook.cell("%%time", "counts.put(\"x\", 9);").returnsNothing();
            notebook.cell("0.5").returns("0.5"); // Partial points.
            notebook.cell("counts.get(\"x\")").returns("9");
        }
    }

    @Test
    void whatLoggersWorkersAndChildrenSayOnStandardErrorIsNoFailure() {
        try (var notebook = graded("NBGRADER_EXECUTION", "autograde")) {
            var ran = notebook.cell(
                    "System.err.println(\"of the cell\");",
                    // With its own handler: that of all loggers keeps the System.err of the first one that logged.
                    "var logger = java.util.logging.Logger.getLogger(\"some\");",
                    "logger.setUseParentHandlers(false);",
                    "logger.addHandler(new java.util.logging.ConsoleHandler());",
                    "logger.warning(\"of a logger\");",
                    "new ProcessBuilder(\"sh\", \"-c\", \"echo of a child >&2\").inheritIO().start().waitFor();",
                    "try (var pool = new ProcessPool(1)) {",
                    "    pool.apply(() -> {",
                    "        System.err.println(\"of a worker\");",
                    "        new FileOutputStream(FileDescriptor.err).write(\"of its JVM\\n\".getBytes());",
                    "        return 0;",
                    "    });",
                    "}");
            ran.succeeds();
            assertEquals("", ran.output().err.toString());
            for (var whose : new String[] {"the cell", "a logger", "a child", "a worker", "its JVM"}) {
                assertTrue(
                        ran.output().out().contains("of " + whose),
                        () -> whose + " is not in " + ran.output().out());
            }
        }
    }

    @Test
    void whatAThreadDiesOfIsAFailureAsItIsInPython() {
        try (var notebook = graded("NBGRADER_EXECUTION", "autograde")) {
            var ran = notebook.cell(
                    "var t = new Thread(() -> { throw new IllegalStateException(\"wrong\"); }); t.start(); t.join();");
            assertTrue(ran.output().err.toString().contains("wrong"));
        }
    }

    @Test
    void withoutNbgraderAllIsAsEver() {
        try (var notebook = new Notebook(CellHistory.inMemory())) {
            notebook.cell("var list = new ArrayList<String>();", "list.add(\"a\");")
                    .returns("true");
            var ran = notebook.cell("System.err.println(\"of the cell\");");
            assertEquals("of the cell\n", ran.output().err.toString());
        }
    }
}
