package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.forkbook.kernel.protocol.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class KernelStartTest {

    @Test
    void aRequestThatWasSentBeforeTheKernelIsThereIsAnswered() throws IOException {
        for (var i = 0; i < 10; i++) {
            var info = TestClient.freePorts();
            try (var client = TestClient.connect(info)) {
                var request = client.send(client.shell, "kernel_info_request", new JsonObject());
                try (var kernel = Kernel.start(info, EchoInterpreter::new)) {
                    var reply = client.reply(client.shell, request);

                    assertEquals("kernel_info_reply", reply.type());
                    kernel.end();
                }
            }
        }
    }

    @Test
    void kernelInfoDoesNotWaitForTheInterpreter() throws IOException {
        var ready = new CountDownLatch(1);
        var info = TestClient.freePorts();
        try (var kernel = Kernel.start(info, () -> {
                    try {
                        ready.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new EchoInterpreter();
                });
                var client = TestClient.join(info)) {
            assertEquals(
                    "ok", client.ask("kernel_info_request", new JsonObject()).status());
            ready.countDown();
            client.cell("echo 1").returns("1");
            kernel.end();
        }
    }

    @Test
    void anInterpreterThatCannotStartIsShownByTheFirstCell() throws IOException {
        var info = TestClient.freePorts();
        try (var kernel = Kernel.start(info, () -> {
                    throw new IllegalStateException("no jdk.jshell");
                });
                var client = TestClient.join(info)) {
            var cell = client.cell("echo 1").fails("java.lang.IllegalStateException");

            assertTrue(Json.string(cell.content(), "evalue", "").contains("no jdk.jshell"));
            kernel.end();
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndTheOthersAreGivenBack() throws IOException {
        var info = TestClient.freePorts();
        try (var first = Kernel.start(info, EchoInterpreter::new)) {
            var refused = assertThrows(IOException.class, () -> Kernel.start(info, EchoInterpreter::new));

            assertTrue(refused.toString().contains(String.valueOf(info.shellPort())), refused.toString());
            first.end();
        }
        Kernel.start(info, EchoInterpreter::new).close();
    }
}
