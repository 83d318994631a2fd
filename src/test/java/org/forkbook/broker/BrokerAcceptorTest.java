package org.forkbook.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Random;
import org.forkbook.service.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker's acceptor against any client and any message: the broker goes on, and an unauthenticated peer learns nothing. */
@Timeout(300)
class BrokerAcceptorTest {

    private static final BrokerAddress ADDRESS = Broker.own().address();

    /** A resource that says yes, unless it is asked for trouble. */
    private static final class Yes extends SharedResource {
        @Override
        protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
            switch (operation) {
                case 1 -> from.answer(call, 7);
                case 2 -> throw new AssertionError("no such operation");
                case 3 -> from.answer(call, new byte[payload.getInt()].length);
                default -> PayloadCodec.takeString(payload);
            }
        }

        @Override
        protected void cancel(ClientSession from, int call) {
            from.answerCancelled(call);
        }

        @Override
        protected void clientClosed(ClientSession gone, boolean killed) {
            // It keeps nothing.
        }
    }

    private static SocketChannel probe() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(ADDRESS.socket()));
    }

    private static void write(SocketChannel socket, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        } catch (IOException e) {
            // It was cut off while it was still talking.
        }
    }

    private static boolean isCutOff(SocketChannel socket) throws IOException {
        var bytes = ByteBuffer.allocate(4096);
        try {
            int count = 0;
            while (count >= 0) {
                bytes.clear();
                count = socket.read(bytes);
            }
            return true;
        } catch (IOException e) {
            return true; // Reset, with something of ours unread.
        }
    }

    private static ByteBuffer frame(int call, long resource, int operation, byte[] payload) {
        return ByteBuffer.allocate(4 + 13 + payload.length)
                .putInt(13 + payload.length)
                .putInt(call)
                .putLong(resource)
                .put((byte) operation)
                .put(payload)
                .flip();
    }

    private static void assertTheBrokerAnswers() throws Exception {
        long number;
        synchronized (Broker.own()) {
            number = Broker.own().add(new Yes());
        }
        var way = new Object[1];
        // A thread of its own: a client of this very process, by the socket as others come.
        try (var socket = new FramedSocket(RemoteClient.openSocket(ADDRESS, 0, 0))) {
            way[0] = socket.receive();
            socket.send(ByteBuffer.allocate(13)
                    .putInt(1)
                    .putLong(number)
                    .put((byte) 1)
                    .flip());
            var answer = socket.receive();
            assertEquals(1, answer.getInt());
            assertEquals(7, answer.getInt());
        } finally {
            Broker.own().forget(number);
        }
    }

    @Test
    void aWrongTokenGetsNothingButAClosedConnection() throws Exception {
        var wrong =
                new BrokerAddress(ADDRESS.id(), ADDRESS.pid(), ADDRESS.machine(), ADDRESS.socket(), "00".repeat(32));
        try (var socket = probe()) {
            write(socket, new HandshakeFrame(1, 0, 0, false).write(wrong));
            assertEquals(-1, socket.read(ByteBuffer.allocate(1)), "not a byte is sent to an unauthenticated peer");
        }
        try (var socket = probe()) {
            write(socket, new HandshakeFrame(1, 5, 1, false).write(wrong));
            assertEquals(-1, socket.read(ByteBuffer.allocate(1)), "nor is it let to a pipe");
        }
        assertTheBrokerAnswers();
    }

    @Test
    void manyWhoSayNothingKeepNobodyWaitingAndTheLongestSilentGoes() throws Exception {
        var silent = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < 300; i++) {
                silent.add(probe());
                write(silent.get(i), ByteBuffer.allocate(10));
            }
            assertTheBrokerAnswers();
            assertTrue(isCutOff(silent.get(0)));
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
        assertTheBrokerAnswers();
    }

    @Test
    void whoSaysWhatMakesNoSenseIsCutOffAndTheOthersGoOn() throws Exception {
        long number;
        synchronized (Broker.own()) {
            number = Broker.own().add(new Yes());
        }
        for (var frame : new ByteBuffer[] {
            frame(1, number, 2, new byte[0]),
            frame(1, number, 3, new byte[] {-1, -1, -1, -1}),
            frame(1, number, 4, new byte[] {127, -1, -1, -1}),
            frame(1, number, 4, new byte[] {-1, -1, -1, -1}),
            frame(1, number, 3, new byte[0]),
            ByteBuffer.allocate(4).putInt(-5).flip(),
            ByteBuffer.allocate(4).putInt(0).flip()
        }) {
            try (var socket = probe()) {
                write(socket, new HandshakeFrame(1, 0, 0, false).write(ADDRESS));
                write(socket, frame);
                assertTrue(isCutOff(socket));
            }
            assertTheBrokerAnswers();
        }
    }

    @Test
    void garbageFromOneWhoKnowsTheTokenHarmsNobodyElse() throws Exception {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            try (var socket = probe()) {
                write(
                        socket,
                        new HandshakeFrame(random.nextLong(), random.nextInt(3), random.nextInt(), false)
                                .write(ADDRESS));
                for (int i = random.nextInt(8); i > 0; i--) {
                    var payload = new byte[random.nextInt(40)];
                    random.nextBytes(payload);
                    write(socket, frame(random.nextInt(3), random.nextInt(5), random.nextInt(256), payload));
                }
            }
        }
        assertTheBrokerAnswers();
    }

    @Test
    void theSocketIsInAFolderOfItsOwnersAlone() throws Exception {
        var folder = Objects.requireNonNull(Path.of(ADDRESS.socket()).getParent());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        assertFalse(ADDRESS.toString().contains(ADDRESS.token()));
    }

    @Test
    void aClientOfABrokerThatDoesNotAnswerIsToldSo(@TempDir Path folder) throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (var silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(address);
            var socket = FramedSocket.over(SocketChannel.open(address));
            try {
                var e = assertThrows(IOException.class, () -> socket.receiveWelcome(Deadline.inNanos(1)));
                assertTrue(String.valueOf(e.getMessage()).contains("does not answer"), e::toString);
            } finally {
                socket.close();
            }
        }
    }
}
