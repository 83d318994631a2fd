package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt ends the processes that a cell has started, with all that they have started, and no other cell's. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class ChildrenOfCellsTest {

    @TempDir
    Path folder = Path.of("");

    @AutoClose
    final Notebook notebook = new Notebook();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new ProcessBuilder(\"sh\", \"-c\", script).inheritIO().start().waitFor();",
                "new ProcessBuilder(\"sh\", \"-c\", script).inheritIO().start(); while (true) { }",
                "new Scanner(Runtime.getRuntime().exec(new String[] {\"sh\", \"-c\", script}).getInputStream())"
                        + ".forEachRemaining(System.out::println);",
                "for (var p : ProcessBuilder.startPipeline(List.of(new ProcessBuilder(\"sh\", \"-c\", script)"
                        + ".redirectOutput(ProcessBuilder.Redirect.DISCARD)))) p.waitFor();",
            })
    void anInterruptEndsWhatTheCellHasStarted(String code) throws Exception {
        var file = folder.resolve("pids");
        notebook.cell("var script = \"sleep 611 >/dev/null & echo $! $$ > FILE.part; mv FILE.part FILE; echo go;"
                                .replace("FILE", file.toString())
                        + " sleep 612; true\";")
                .succeeds();
        var output = new Notebook.Recorded();
        var ran = CompletableFuture.supplyAsync(
                () -> notebook.interpreter.execute(new Interpreter.Cell(code, 99, false, true, Map.of()), output));
        notebook.cell("while (!Files.exists(Path.of(\"" + file + "\"))) Thread.onSpinWait();")
                .succeeds();
        var started = new ArrayList<ProcessHandle>();
        for (var pid : Files.readString(file).strip().split(" ", -1)) {
            started.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
        }
        notebook.interpreter.interrupt();
        ran.get(120, TimeUnit.SECONDS);
        ProcessEnd.await(started);
    }

    @Test
    void anInterruptLeavesAnotherCellsProcessAlone() throws Exception {
        notebook.cell("var server = new ProcessBuilder(\"sleep\", \"613\").start();")
                .succeeds();
        var output = new Notebook.Recorded();
        var ran = CompletableFuture.supplyAsync(() -> notebook.interpreter.execute(
                new Interpreter.Cell("System.out.println(1); while (true) { }", 99, false, true, Map.of()), output));
        output.nextPrinted();
        notebook.interpreter.interrupt();
        assertTrue(ran.get(120, TimeUnit.SECONDS).failure() != null);
        notebook.cell("server.isAlive()").returns("true");
        notebook.cell("server.destroyForcibly().waitFor();").succeeds();
    }

    @Test
    void runtimeExecGoesByThePlaceAndTakesAnEnvironment() {
        notebook.cell(
                        "new String(Runtime.getRuntime().exec(\"echo a  b\").getInputStream().readAllBytes()) +",
                        "new String(Runtime.getRuntime().exec(\"sh -c env\", new String[] {\"A=1\"})"
                                + ".getInputStream().readAllBytes()).contains(\"A=1\")")
                .returns("a b\ntrue");
    }

    @Test
    void aBuildersEnvironmentStaysAsTheUserHasIt() {
        notebook.cell(
                        "var builder = new ProcessBuilder(\"true\");",
                        "builder.start().waitFor();",
                        "builder.environment().keySet().stream().anyMatch(name -> name.startsWith(\"FORKBOOK_TREE\"))")
                .returns("false");
    }
}
