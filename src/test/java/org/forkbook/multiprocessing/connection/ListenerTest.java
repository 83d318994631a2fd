package org.forkbook.multiprocessing.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ListenerTest {

    private static final byte[] KEY = "a secret".getBytes(StandardCharsets.UTF_8);

    @AutoClose
    private final Listener listener = Listener.open(0, KEY);

    ListenerTest() throws IOException {}

    private static <T> CompletableFuture<T> later(RemoteCallable<T> step) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return step.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aWorkerCallsItsParentAndBothSidesTalk() throws Exception {
        int port = listener.port();
        byte[] key = KEY;
        try (var process = new WorkerProcess(() -> {
            try (Connection<Object> line = Client.connect("127.0.0.1", port, key)) {
                line.send(List.of("hello", ProcessHandle.current().pid()));
                line.send(new int[] {1, 2, (Integer) line.receive()});
            }
        })) {
            process.start();
            try (Connection<Object> line = listener.accept()) {
                assertEquals(List.of("hello", process.pid()), line.receive());
                line.send(3);
                assertArrayEquals(new int[] {1, 2, 3}, (int[]) line.receive());
                assertThrows(EOFException.class, line::receive);
            }
        }
    }

    @Test
    void aWrongKeyGetsNothingButAClosedConnection() throws Exception {
        var wrong = "another secret".getBytes(StandardCharsets.UTF_8);
        assertThrows(AuthenticationException.class, () -> Client.connect("127.0.0.1", listener.port(), wrong));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            var in = socket.getInputStream();
            in.readNBytes("FORKBOOK1".length() + 32);
            socket.getOutputStream().write(new byte[64]);
            assertEquals(-1, in.read());
        }
        var accepted = later(listener::accept);
        try (Connection<String> line = Client.connect("127.0.0.1", listener.port(), KEY)) {
            line.send("the next caller is served");
            assertEquals("the next caller is served", accepted.get().receive());
            accepted.get().close();
        }
    }

    @Test
    void aClientDoesNotTalkToAListenerThatDoesNotKnowTheKey() throws Exception {
        try (var impostor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var served = later(() -> {
                try (var socket = impostor.accept()) {
                    socket.getOutputStream().write("FORKBOOK1".getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(new byte[32]);
                    var answer = socket.getInputStream().readNBytes(64);
                    // The client's own proof, thrown back at it.
                    socket.getOutputStream().write(answer, 32, 32);
                    return socket.getInputStream().read();
                }
            });
            assertThrows(
                    AuthenticationException.class, () -> Client.connect("127.0.0.1", impostor.getLocalPort(), KEY));
            assertEquals(-1, served.get());
        }
    }

    @Test
    void unauthenticatedPeersDoNotDelayAClient() throws Exception {
        var random = new Random(7);
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                var noisy = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            var noise = new byte[4096];
            random.nextBytes(noise);
            noisy.getOutputStream().write(noise);
            try (Connection<String> line = Client.connect("127.0.0.1", listener.port(), KEY);
                    Connection<String> friend = listener.accept()) {
                line.send("in");
                assertEquals("in", friend.receive());
            }
            assertTrue(silent.isConnected());
        }
    }

    @Test
    void pollLooksWithoutWaitingAndAnInterruptEndsTheWaitButNotTheConnection() throws Exception {
        try (Connection<String> line = Client.connect("127.0.0.1", listener.port(), KEY);
                Connection<String> other = listener.accept()) {
            assertFalse(other.poll());
            assertFalse(other.poll(Duration.ofMillis(20)));
            var waiting = new FutureTask<Throwable>(() -> assertThrows(InterruptedIOException.class, other::receive));
            var thread = new Thread(waiting);
            thread.start();
            thread.interrupt();
            assertTrue(waiting.get() instanceof InterruptedIOException);
            line.send("still here");
            assertTrue(other.poll(Duration.ofSeconds(60)));
            assertEquals("still here", other.receive());
        }
    }

    @Test
    void whatCannotTravelFailsAtTheSenderAndTheConnectionGoesOn() throws Exception {
        try (Connection<Object> line = Client.connect("127.0.0.1", listener.port(), KEY);
                Connection<Object> other = listener.accept()) {
            assertThrows(CannotTravelException.class, () -> line.send(new Thread(() -> {})));
            var large = new byte[3_000_000];
            large[2_999_999] = 5;
            var received = later(other::receive);
            line.send(large);
            assertArrayEquals(large, (byte[]) received.get());
        }
    }

    @Test
    void aClosedListenerSaysSoToWhoWaits() throws Exception {
        var waiting = new FutureTask<Throwable>(() -> assertThrows(IOException.class, listener::accept));
        new Thread(waiting).start();
        listener.close();
        assertTrue(String.valueOf(waiting.get().getMessage()).contains("closed"));
        assertThrows(IOException.class, () -> Client.connect("127.0.0.1", listener.port(), KEY));
    }

    @Test
    void anEmptyKeyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Listener.open(0, new byte[0]));
    }

    @Test
    void moreUnauthenticatedPeersThanItKeepsLockNobodyOutAndTheOldestIsClosed() throws Exception {
        var silent = new ArrayList<SocketChannel>();
        try (var listener = Listener.open(0, KEY)) {
            for (int i = 0; i < 300; i++) {
                silent.add(SocketChannel.open(listener.address()));
            }
            for (int i = 0; i < 5; i++) {
                try (Connection<String> friend = Client.connect("127.0.0.1", listener.port(), KEY);
                        Connection<String> line = listener.accept()) {
                    friend.send("hello");
                    assertEquals("hello", line.receive());
                }
            }
            var oldest = Channels.newInputStream(silent.get(0));
            assertEquals(9 + 32, oldest.readNBytes(100).length, "greeted, and then hung up on");
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void whoDripsIsGivenNoMoreTimeThanWhoSaysNothing() throws Exception {
        try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var peer = SocketChannel.open(server.getLocalAddress());
                var socket = server.accept()) {
            var dripping = new Thread(() -> {
                try {
                    for (int i = 0; i < 64; i++) {
                        peer.write(ByteBuffer.allocate(1));
                        LockSupport.parkNanos(20_000_000);
                    }
                } catch (IOException e) {
                    // Hung up on.
                }
            });
            dripping.start();
            var handshake = new KeyHandshake(KEY, Duration.ofMillis(300));
            var e = assertThrows(AuthenticationException.class, () -> handshake.asListener(socket));
            assertTrue(String.valueOf(e.getMessage()).contains("did not finish"), e.getMessage());
            socket.close();
            dripping.join();
        }
    }

    @Test
    void aClientThatIsHungUpOnAtOnceIsToldWhatMayBeTheReason() throws Exception {
        try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var hangingUp = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            hangingUp.start();
            var address = (InetSocketAddress) server.getLocalAddress();
            var e = assertThrows(IOException.class, () -> Client.connect(address, KEY));
            assertTrue(
                    String.valueOf(e.getMessage()).contains("closed the connection before the handshake"),
                    e.getMessage());
            hangingUp.join();
        }
    }
}
