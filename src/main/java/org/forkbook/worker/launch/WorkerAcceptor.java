package org.forkbook.worker.launch;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.FrameReader;
import org.forkbook.transport.PrivateSocket;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor of new workers' connections, in the parent: a Unix domain socket in a directory that only its owner
 * can enter.
 *
 * <p>The socket exists only while a worker is expected: once all have connected nothing is left in the file system,
 * so a parent that is killed leaves nothing behind. A worker authenticates itself by a token that it got over its
 * standard input; one token admits one connection.
 *
 * <p>All state is guarded by this object's monitor.
 */
final class WorkerAcceptor {
    private static final int TOKEN_BYTES = 32;
    private static final int BACKLOG = 1024;
    /** The maximum size of the first frame: no more is read, and no memory allocated, for a peer without a token. */
    private static final int HELLO_BYTES = 256;
    /** How many connections without a token may be open, beyond those that are expected. */
    private static final int MAX_UNAUTHENTICATED = 64;

    private final SecureRandom random = new SecureRandom();
    private final Map<ByteBuffer, Consumer<FrameChannel>> expected = new HashMap<>();
    private final ArrayDeque<FrameChannel> unauthenticated = new ArrayDeque<>();
    private @Nullable PrivateSocket socket;

    /** What a worker needs in order to connect: a one-time token, and the socket's path. */
    record Invitation(ByteBuffer token, Path socket) {
        String tokenText() {
            return HexFormat.of().formatHex(bytes(token));
        }
    }

    /** Expects a worker; {@code arrived} receives its channel, on a thread of its own. */
    synchronized Invitation invite(Consumer<FrameChannel> arrived) throws IOException {
        var open = socket;
        if (open == null) {
            open = listen();
            socket = open;
        }
        var token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        var key = ByteBuffer.wrap(token).asReadOnlyBuffer();
        expected.put(key, arrived);
        return new Invitation(key, open.path());
    }

    private PrivateSocket listen() throws IOException {
        // A worker for which there is no descriptor is disconnected: its process ends, and its owner is told of that.
        var listening = PrivateSocket.open(PrivateSocket.Kind.WORKERS, BACKLOG, caller -> {});
        try {
            ServiceThread.start("forkbook-accept", () -> serve(listening), FailureHandler.logging("The acceptor"));
            return listening;
        } catch (RuntimeException | Error e) {
            listening.close(); // Otherwise the next worker would connect to a socket that nothing serves.
            if (e instanceof OutOfMemoryError) {
                throw new IOException(
                        "the system gives this process no more threads: is the limit for processes reached?", e);
            }
            throw e;
        }
    }

    /** Cancels an invitation: the worker has connected, or never will. */
    synchronized void withdraw(Invitation invitation) {
        expected.remove(invitation.token());
        if (expected.isEmpty()) {
            close();
        }
    }

    private synchronized void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
        unauthenticated.forEach(FrameChannel::close);
        unauthenticated.clear();
    }

    private boolean serve(PrivateSocket listening) throws IOException {
        try {
            var connection = listening.accept();
            if (connection != null) {
                meet(connection);
            }
            return true;
        } catch (ClosedChannelException e) {
            return false; // No worker is expected any more.
        }
    }

    /** Starts a thread for a connection: a peer that connects and sends nothing must not delay the others. */
    private void meet(SocketChannel connection) throws IOException {
        try {
            ServiceThread.forTask(
                            "forkbook-worker-link",
                            () -> admit(connection),
                            FailureHandler.logging("The admission of a worker"))
                    .start();
        } catch (Throwable e) {
            // Its worker ends, and its owner is told of that; a thread may be available for the next one.
            connection.close();
            throw e;
        }
    }

    /** Registers an unauthenticated connection; if there are too many, the oldest is closed. */
    private synchronized void meet(FrameChannel peer) {
        unauthenticated.add(peer);
        if (expected.isEmpty()) {
            unauthenticated.remove(peer);
            peer.close();
        } else if (unauthenticated.size() > MAX_UNAUTHENTICATED + expected.size()) {
            unauthenticated.remove().close();
        }
    }

    private void admit(SocketChannel connection) {
        try {
            var channel = FrameChannel.over(connection);
            meet(channel);
            var arrived = recognize(channel);
            if (arrived == null) {
                forget(channel);
            } else {
                arrived.accept(channel);
            }
        } catch (IOException e) {
            hangUp(connection); // The peer is not a worker, or has gone: nobody needs to know.
        } catch (RuntimeException | Error e) {
            hangUp(connection); // Its worker ends, and its owner is told of that.
            throw e;
        }
    }

    private static void hangUp(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private synchronized void forget(FrameChannel peer) {
        unauthenticated.remove(peer);
        peer.close();
    }

    private @Nullable Consumer<FrameChannel> recognize(FrameChannel channel) throws IOException {
        FrameReader frame;
        try {
            frame = channel.receive(HELLO_BYTES);
        } catch (IOException e) {
            forget(channel);
            throw e;
        }
        if (frame == null || !(hello(frame) instanceof WorkerMessage.Hello hello)) {
            return null;
        }
        var token = bytes(hello.token());
        synchronized (this) {
            ByteBuffer match = null;
            for (var candidate : expected.keySet()) {
                if (MessageDigest.isEqual(bytes(candidate), token)) {
                    match = candidate;
                }
            }
            if (match == null) {
                return null;
            }
            unauthenticated.remove(channel);
            var arrived = expected.remove(match);
            if (expected.isEmpty()) {
                close();
            }
            return arrived;
        }
    }

    private static @Nullable WorkerMessage hello(FrameReader frame) {
        try {
            return WorkerMessageCodec.read(frame);
        } catch (ProtocolException e) {
            return null; // A peer that speaks another protocol is no worker.
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
