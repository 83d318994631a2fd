package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.forkbook.kernel.jshell.LibraryJar;
import org.forkbook.kernel.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Notebooks of users with settings for all notebooks. */
@Timeout(300)
class SessionStartUpTest {

    @TempDir
    private Path folder = Path.of("");

    private Notebook notebook(String... variables) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new Notebook(Settings.read(Map.copyOf(environment), folder.resolve("none")));
    }

    @Test
    void jarsScriptsAndASnippetAreThereInTheFirstCell() throws IOException {
        LibraryJar.make(
                folder.resolve("fig.jar"), "fruit.Fig", "package fruit; public class Fig { public static int n = 4; }");
        Files.writeString(folder.resolve("init.jshell"), "int fromScript = fruit.Fig.n;");
        try (var notebook = notebook(
                "IJAVA_CLASSPATH", folder + "/*.jar",
                "IJAVA_STARTUP_SCRIPTS_PATH", folder + "/*.jshell",
                "IJAVA_STARTUP_SCRIPT", "int fromSnippet = fromScript + 1;")) {
            var ran = notebook.cell("fromSnippet").returns("5");
            assertTrue(ran.output().err.isEmpty(), ran.output().err::toString);
        }
    }

    @Test
    void whatDoesNotWorkIsToldOnceAndTheNotebookRuns() {
        try (var notebook = notebook(
                "FORKBOOK_COMPILER_OPTIONS", "--no-such-option",
                "FORKBOOK_CLASS_PATH", "/no/such.jar",
                "FORKBOOK_STARTUP", "int broken = nowhere;",
                "FORKBOOK_TIMEOUT", "soon")) {
            var told = notebook.cell("1 + 1").returns("2").output().err.toString();
            assertTrue(told.contains("--no-such-option"), told);
            assertTrue(told.contains("FORKBOOK_CLASS_PATH: There is no jar or folder at /no/such.jar"), told);
            assertTrue(told.contains("FORKBOOK_STARTUP: "), told);
            assertTrue(told.contains("FORKBOOK_TIMEOUT: a timeout must be a number"), told);
            var second = notebook.cell("2 + 2").returns("4");
            assertTrue(second.output().err.isEmpty(), second.output().err::toString);
        }
    }

    @Test
    void theCompilerTakesTheUsersOptions() {
        try (var notebook = notebook("IJAVA_COMPILER_OPTS", "--release 11")) {
            notebook.cell("record Point(int x) {}").fails("CompilationError");
        }
    }

    @Test
    void previewNeedsAJvmThatHasIt() {
        try (var notebook = notebook("FORKBOOK_COMPILER_OPTIONS", "--enable-preview")) {
            var told = notebook.cell("1 + 1").returns("2").output().err.toString();
            assertTrue(told.contains("forkbook install --jvm-option=--enable-preview"), told);
        }
    }

    @Test
    void aCellThatRunsTooLongIsStoppedAndSaysWhy() {
        try (var notebook = notebook("FORKBOOK_TIMEOUT", "5s")) {
            notebook.cell("long x = 1;").succeeds();
            notebook.cell("while (true) { x++; }").failsSaying("TimeoutException", "5 s", "timeout");
            notebook.cell("x > 1").returns("true");
        }
    }

    @Test
    void aCellThatKeepsTheCommonPoolBusyIsStoppedToo() {
        try (var notebook = notebook("FORKBOOK_TIMEOUT", "3s")) {
            notebook.cell("IntStream.range(0, 1_000).parallel().forEach(i -> { while (true) { } });")
                    .fails("TimeoutException");
        }
    }

    @Test
    void aTimeLimitEndsTheRenewalOfVariablesOfACellThatHasFailed() {
        var kept =
                "class Kept implements Serializable { int one = 1; private Object readResolve() { while (true) { } }";
        try (var notebook = notebook("FORKBOOK_TIMEOUT", "5s")) {
            notebook.cell(kept + " } var kept = new Kept();").succeeds();
            notebook.cell("int before = 1 / 0;", kept + " int two; }").fails("TimeoutException");
            notebook.cell("kept.one").returns("1");
        }
    }
}
