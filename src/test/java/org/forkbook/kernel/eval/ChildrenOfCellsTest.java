package org.forkbook.kernel.eval;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt ends the processes that a cell has started, with all that they have started, and no other cell's. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class ChildrenOfCellsTest {

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
        notebook.cell("var file = File.createTempFile(\"pids\", \"\"); var script ="
                        + " \"sleep 611 >/dev/null & echo $! $$ > \" + file + \"; echo go; sleep 612; true\";")
                .succeeds();
        var output = new Notebook.Recorded();
        var ran = CompletableFuture.supplyAsync(
                () -> notebook.interpreter.execute(new Interpreter.Cell(code, 99, false, true, Map.of()), output));
        notebook.cell("while (file.length() == 0) Thread.onSpinWait();"
                        + " var handles = Arrays.stream(Files.readString(file.toPath()).strip().split(\" \"))"
                        + ".map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow()).toList();")
                .succeeds();
        notebook.interpreter.interrupt();
        ran.get(120, TimeUnit.SECONDS);
        notebook.cell("for (var handle : handles) handle.onExit().get(60, TimeUnit.SECONDS); file.delete();")
                .succeeds();
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
