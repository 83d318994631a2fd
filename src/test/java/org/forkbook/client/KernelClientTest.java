package org.forkbook.client;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(25) // Less than the 30 s after which ZeroMQ gives a silent connection up unless told.
class KernelClientTest {

    @Test
    void aConnectionOnWhichNobodySaysHelloIsMadeAnew() throws IOException {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var others = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = KernelClient.connect(
                        info(others.getLocalPort(), listening.getLocalPort()), new CompletableFuture<>());
                var silent = listening.accept();
                var next = listening.accept()) {
            assertNotEquals(silent.getPort(), next.getPort());
        }
    }

    private static ConnectionInfo info(int others, int control) {
        return new ConnectionInfo(
                "tcp", "127.0.0.1", others, others, others, control, others, "hmac-sha256", "test-key");
    }
}
