package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.forkbook.kernel.protocol.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel as Jupyter starts it. */
@Timeout(300)
class KernelIT {

    @TempDir
    Path folder;

    @Test
    void javaCellsRunAndTheKernelEndsWhenItIsToldTo() throws IOException, InterruptedException {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            kernel.client.cell("1 + 1").returns("2");
            kernel.client.cell("int x = 5;").returnsNothing();
            kernel.client
                    .cell("System.out.println(x); x / 0")
                    .fails("java.lang.ArithmeticException")
                    .prints("5\n");
            kernel.client.cell("x").returns("5");

            shutdown(kernel);
            assertEquals(0, kernel.awaitExit());
            assertEquals("", kernel.written());
        }
    }

    @Test
    void aHundredThousandLinesArriveWhole() throws IOException {
        var expected = new StringBuilder();
        for (var i = 0; i < 100_000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            kernel.client
                    .cell("for (int i = 0; i < 100_000; i++) System.out.println(\"line \" + i);")
                    .prints(expected.toString());
        }
    }

    @Test
    void threadsAndHooksOfCellsDoNotHoldTheProcess() throws IOException, InterruptedException {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            kernel.client
                    .cell(
                            "new Thread(() -> { while (true) { try { Thread.sleep(100); } catch (Exception e) {} } }).start();"
                                    + " Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } }));")
                    .succeeds();
            kernel.client.send(
                    kernel.client.shell,
                    "execute_request",
                    TestClient.execute("while (true) { System.out.println(1); }"));
            kernel.client.awaitPublished(message -> message.type().equals("stream"));
            shutdown(kernel);

            assertEquals(0, kernel.awaitExit());
        }
    }

    @Test
    void theInterruptSignalEndsTheCellAndNotTheKernel() throws IOException, InterruptedException {
        // A shell without job control makes background processes ignore this signal, and a JVM keeps that.
        assumeFalse(isIgnored(2), "SIGINT is ignored by whoever started this");
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            kernel.client.cell("int kept = 7;");
            var request = kernel.client.send(
                    kernel.client.shell,
                    "execute_request",
                    TestClient.execute("System.out.println(1); while (true) { }"));
            kernel.client.awaitPublished(message -> message.type().equals("stream"));
            new ProcessBuilder("kill", "-INT", String.valueOf(kernel.process.pid()))
                    .start()
                    .waitFor();

            assertEquals(
                    "error",
                    Json.string(
                            kernel.client.reply(kernel.client.shell, request).content(), "status", ""));
            kernel.client.cell("kept").returns("7");
        }
    }

    /** Whether this process and its children ignore a signal. */
    private static boolean isIgnored(int signal) throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (var lines = Files.lines(status)) {
            var ignored = lines.filter(line -> line.startsWith("SigIgn:")).findFirst();
            return ignored.isPresent()
                    && (Long.parseUnsignedLong(
                                                    ignored.get()
                                                            .replace("SigIgn:", "")
                                                            .strip(),
                                                    16)
                                            >> (signal - 1)
                                    & 1)
                            != 0;
        }
    }

    @Test
    void aSubshellRunsACellWhileTheMainShellIsBusy() throws IOException {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            var client = kernel.client;
            client.cell("var shared = new java.util.concurrent.atomic.AtomicInteger(1);");
            var id = Json.string(
                    client.askControl("create_subshell_request", new JsonObject())
                            .content(),
                    "subshell_id",
                    "");
            var busy = client.send(
                    client.shell,
                    "execute_request",
                    TestClient.execute("System.out.println(1); while (shared.get() == 1) { }"));
            client.awaitPublished(message -> message.type().equals("stream"));

            client.ask(id, "execute_request", TestClient.execute("shared.get() + 40"))
                    .returns("41");
            client.ask(id, "execute_request", TestClient.execute("System.out.println(\"side\"); shared.set(2);"))
                    .prints("side\n");
            assertEquals("ok", Json.string(client.reply(client.shell, busy).content(), "status", ""));
        }
    }

    @Test
    void historyOutlivesTheKernel() throws IOException, InterruptedException {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            kernel.client.cell("int first = 1;");
            shutdown(kernel);
            kernel.awaitExit();
        }
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            var query = new JsonObject();
            query.addProperty("hist_access_type", "tail");
            query.addProperty("n", 5);
            var history = kernel.client.ask("history_request", query).content().get("history");

            assertEquals("[[1,1,\"int first = 1;\"]]", history.toString());
        }
    }

    @Test
    void aKernelWhoseParentIsGoneEnds() throws IOException, InterruptedException {
        var parent = new ProcessBuilder("sleep", "600").start();
        try (var kernel = KernelProcess.start(folder, Map.of("JPY_PARENT_PID", String.valueOf(parent.pid())))) {
            kernel.client.cell("1 + 1").returns("2");
            parent.destroyForcibly();

            assertEquals(0, kernel.awaitExit());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aBadConnectionFileIsExplained() throws IOException, InterruptedException {
        var jar = System.getProperty("forkbook.jar");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var missing = folder.resolve("missing.json").toString();
        var process = new ProcessBuilder(java, "-jar", jar, "kernel", missing)
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(1, process.waitFor());
        assertTrue(text.contains("missing.json"), text);
    }

    private static void shutdown(KernelProcess kernel) {
        var content = new JsonObject();
        content.addProperty("restart", false);
        kernel.client.reply(
                kernel.client.control, kernel.client.send(kernel.client.control, "shutdown_request", content));
    }
}
