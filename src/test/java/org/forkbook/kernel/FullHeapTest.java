package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.forkbook.kernel.protocol.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.io.TempDir;

/** A kernel whose heap is full to the brim says so, runs the next cells, and can be stopped and ended. */
@Timeout(600)
class FullHeapTest {

    @TempDir
    private Path folder = Path.of("");

    private KernelProcess kernel = FullHeapTest.<KernelProcess>unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T unset() {
        return null;
    }

    /** A failure says what the kernel's process has written. */
    @RegisterExtension
    final TestExecutionExceptionHandler withOutput = (context, failure) -> {
        failure.addSuppressed(new AssertionError("the kernel wrote: " + kernel.written()));
        throw failure;
    };

    @BeforeEach
    void start() throws IOException {
        kernel = KernelProcess.fromClasses(folder, Map.of("FORKBOOK_SPARES", "0"), "-Xmx128m");
    }

    @AfterEach
    void stop() {
        kernel.close();
    }

    private void assertOutOfMemory(String variable, String code) {
        var cell = kernel.client.cell(code);
        assertEquals("error", Json.string(cell.reply().content(), "status", ""));
        var trace = cell.reply().content().get("traceback").toString();
        assertTrue(trace.contains("OutOfMemoryError"), trace);
        assertTrue(trace.contains(variable + " (java.util."), trace);
    }

    @Test
    void theNextCellsRunAndFreeWhatFillsIt() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            assertOutOfMemory(
                    "words", "var words = new ArrayList<String>(); for (int i = 0; ; i++) words.add(\"word \" + i);");
            kernel.client.cell("words.isEmpty()").returns("false");
            kernel.client.cell("words = null;");
            kernel.client.cell("2 + 2").returns("4");
        }
        kernel.client.ask("kernel_info_request", new JsonObject());
        kernel.client.askControl("shutdown_request", new JsonObject());
        assertEquals(0, kernel.awaitExit());
    }

    @Test
    void smallObjectsThatFillItLeaveRoomAsWell() {
        assertOutOfMemory(
                "nodes", "var nodes = new java.util.LinkedList<int[]>(); while (true) nodes.add(new int[8]);");
        kernel.client.cell("nodes.isEmpty()").returns("false");
        kernel.client.cell("nodes = null;");
        kernel.client.cell("var text = \"alive\"; text").returns("alive");
    }
}
