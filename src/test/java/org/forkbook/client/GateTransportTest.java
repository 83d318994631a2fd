package org.forkbook.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.forkbook.client.KernelClient.Channel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Valid and malicious data from a kernel to the grader. */
@Timeout(60)
class GateTransportTest {

    private static final long LONG = 30_000;
    private static final byte[] READY = bytes(4, 5 + 1, 5, "READY");
    private static final byte[] GREETING = ByteBuffer.allocate(64)
            .put(0, bytes(0xff))
            .put(9, bytes(0x7f, 3, 0, "NULL"))
            .array();

    @TempDir
    private Path folder;

    private final CompletableFuture<Void> kernelEnd = new CompletableFuture<>();
    private final AtomicLong count = new AtomicLong();
    private final List<SocketChannel> sockets = new ArrayList<>();
    private GateTransport transport;

    @BeforeEach
    void open() throws IOException {
        sockets.clear();
        var path = folder.resolve("gate");
        Files.deleteIfExists(path);
        var address = UnixDomainSocketAddress.of(path);
        var gate = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        transport = GateTransport.open(gate, count::addAndGet, kernelEnd);
        for (int i = 0; i < GateTransport.CHANNELS.size(); i++) {
            var socket = SocketChannel.open(address);
            sockets.add(socket);
            socket.write(ByteBuffer.wrap(bytes(i)));
        }
    }

    @AfterEach
    void close() throws IOException {
        transport.close();
        for (var socket : sockets) {
            socket.close();
        }
    }

    /** Bytes, and texts of ASCII. */
    private static byte[] bytes(Object... parts) {
        var all = ByteBuffer.allocate(200);
        for (var part : parts) {
            if (part instanceof String text) {
                all.put(text.getBytes(StandardCharsets.US_ASCII));
            } else {
                all.put(((Integer) part).byteValue());
            }
        }
        var exact = new byte[all.position()];
        all.flip().get(exact);
        return exact;
    }

    private void send(Channel channel, byte[]... all) throws IOException {
        for (var bytes : all) {
            sockets.get(GateTransport.CHANNELS.indexOf(channel)).write(ByteBuffer.wrap(bytes));
        }
    }

    private byte[] receive(Channel channel, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            assertTrue(sockets.get(GateTransport.CHANNELS.indexOf(channel)).read(buffer) >= 0);
        }
        return buffer.array();
    }

    private List<String> arrived() {
        var all = new ArrayList<String>();
        transport.receive((channel, frames) -> all.add(channel + " "
                + frames.stream()
                        .map(frame -> new String(frame, StandardCharsets.US_ASCII))
                        .toList()));
        return all;
    }

    @Test
    void messagesGoBothWaysWhileASideWaits() throws Exception {
        send(Channel.SHELL, GREETING, READY);
        transport.send(Channel.SHELL, List.of(bytes("a"), bytes("bc")));
        assertEquals(0x7f, receive(Channel.SHELL, 64)[9]);
        var ready = receive(Channel.SHELL, 2);
        assertEquals(4, ready[0]);
        receive(Channel.SHELL, ready[1]);
        assertArrayEquals(bytes(1, 1, "a", 0, 2, "bc"), receive(Channel.SHELL, 7));
        send(Channel.SHELL, bytes(1, 2, "xy", 2, 0, 0, 0, 0, 0, 0, 0, 1, "z"));
        assertFalse(transport.await(LONG));
        assertEquals(List.of("SHELL [xy, z]"), arrived());
        assertTrue(count.get() > 64);
        assertFalse(transport.await(1));
    }

    @Test
    void whatIsTooLongOrNoMessageEndsTheConversationAndIsNeverAllocated() throws Exception {
        // Two gigabytes; more than a number can tell; no greeting at all.
        send(Channel.SHELL, GREETING, READY, bytes(2, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0));
        assertTrue(transport.await(LONG));
        close();
        open();
        send(Channel.IOPUB, GREETING, READY, bytes(3, 0xff, 0, 0, 0, 0, 0, 0, 0));
        assertTrue(transport.await(LONG));
        close();
        open();
        send(Channel.CONTROL, bytes("GET / HTTP/1.1 and so on, for longer than a greeting would take, which is 64"));
        assertTrue(transport.await(LONG));
        assertEquals(List.of(), arrived());
    }

    @Test
    void aKernelThatHasEndedOrGoneIsNotWaitedFor() throws Exception {
        kernelEnd.complete(null);
        assertTrue(transport.await(-1));
        close();
        open();
        send(Channel.SHELL, GREETING, READY, bytes(1, 200, "half"));
        sockets.get(0).close();
        assertTrue(transport.await(-1));
    }

    @Test
    void oneThatSaysNothingAndTakesNothingHoldsNobodyUp() throws Exception {
        for (int i = 0; i < 100; i++) {
            transport.send(Channel.SHELL, List.of(new byte[1 << 20]));
        }
        assertFalse(transport.await(1));
        transport.close();
        assertTrue(transport.await(LONG));
    }
}
