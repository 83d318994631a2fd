package org.forkbook.worker.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.forkbook.transport.FrameChannel;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has found the socket of new workers, and has no token, is nobody's worker and costs nothing. */
@Timeout(300)
class WorkerAcceptorTest {

    private final CompletableFuture<FrameChannel> arrived = new CompletableFuture<>();
    private final WorkerAcceptor acceptor = new WorkerAcceptor();
    private final WorkerAcceptor.Invitation invitation;

    WorkerAcceptorTest() throws IOException {
        invitation = acceptor.invite(arrived::complete);
    }

    @AfterEach
    void close() {
        acceptor.withdraw(invitation);
        if (arrived.isDone()) {
            arrived.join().close();
        }
    }

    private SocketChannel probe() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(invitation.socket()));
    }

    private static void say(FrameChannel channel, ByteBuffer token) throws IOException {
        channel.send(WorkerMessageCodec.write(new WorkerMessage.Hello(token)));
    }

    private static boolean isClosed(SocketChannel socket) {
        try {
            return socket.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true; // Reset, with something of ours unread.
        }
    }

    private void assertTheWorkerComes() throws Exception {
        try (var worker = FrameChannel.over(probe())) {
            say(worker, invitation.token().duplicate());
            assertNotNull(arrived.get(120, TimeUnit.SECONDS));
        }
    }

    @Test
    void aWrongTokenGetsNothingButAClosedConnection() throws Exception {
        try (var peer = FrameChannel.over(probe())) {
            say(peer, ByteBuffer.allocate(32));
            assertEquals(null, peer.receive());
        }
        assertFalse(arrived.isDone());
        assertTheWorkerComes();
    }

    @Test
    void aTokenAdmitsOne() throws Exception {
        var other = acceptor.invite(channel -> {});
        try {
            assertTheWorkerComes();
            try (var second = FrameChannel.over(probe())) {
                say(second, invitation.token().duplicate());
                assertEquals(null, second.receive());
            }
        } finally {
            acceptor.withdraw(other);
        }
    }

    @Test
    void nobodyIsGivenMemoryBeforeTheTokenIsKnown() throws Exception {
        try (var peer = probe()) {
            peer.write(ByteBuffer.allocate(12)
                    .putInt(0x464B4231)
                    .putInt(Integer.MAX_VALUE - 16)
                    .putInt(0)
                    .flip());
            assertEquals(-1, peer.read(ByteBuffer.allocate(1)), "turned away at once, though it goes on announcing");
        }
        try (var peer = probe()) {
            peer.write(ByteBuffer.allocate(12)
                    .putInt(0x464B4231)
                    .putInt(1)
                    .putInt(1 << 20)
                    .flip());
            assertEquals(-1, peer.read(ByteBuffer.allocate(1)));
        }
        assertTheWorkerComes();
    }

    @Test
    void manyWhoSayNothingKeepNobodyWaitingAndGoWithTheLastWhoIsExpected() throws Exception {
        var silent = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < 100; i++) {
                silent.add(probe());
                silent.get(i).write(ByteBuffer.wrap(new byte[] {0x46})); // Slowly does it.
            }
            assertTheWorkerComes();
            for (var socket : silent) {
                assertTrue(isClosed(socket), "gone once nobody is expected any more");
            }
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void theSocketIsInAFolderOfItsOwnersAloneAndGoesWithTheLastWhoIsExpected() throws Exception {
        var folder = Objects.requireNonNull(invitation.socket().getParent());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        assertTheWorkerComes();
        assertFalse(Files.exists(folder));
        assertThrows(IOException.class, this::probe);
    }

    @Test
    void theTokenIsInNoText() {
        var text = invitation + " " + new WorkerMessage.Hello(invitation.token()) + " " + Path.of("");
        assertFalse(text.contains(invitation.tokenText()));
    }
}
