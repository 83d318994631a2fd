package org.forkbook.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.forkbook.wire.FrameChannel;
import org.jspecify.annotations.Nullable;

/**
 * Where new workers meet their parent: a Unix domain socket in a directory that only the owner can enter.
 *
 * <p>It is there only while a worker is expected: nothing lies in the file system once all have come, so a parent that
 * is killed leaves nothing behind. A worker proves who it is by a token that it got over its standard input; one token
 * admits one connection.
 *
 * <p>All state is guarded by this object's monitor.
 */
final class Rendezvous {
    private static final int TOKEN_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Map<ByteBuffer, Consumer<FrameChannel>> expected = new HashMap<>();
    private @Nullable SocketDirectory directory;
    private @Nullable ServerSocketChannel server;

    /** What a worker needs in order to come: a one-time token, and where. */
    record Invitation(ByteBuffer token, Path socket) {
        String tokenText() {
            return HexFormat.of().formatHex(bytes(token));
        }
    }

    /** Expects a worker; {@code arrived} gets its channel, on a thread of its own. */
    synchronized Invitation invite(Consumer<FrameChannel> arrived) throws IOException {
        var open = directory;
        if (open == null) {
            open = SocketDirectory.create();
            directory = open;
            var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                listening.bind(UnixDomainSocketAddress.of(open.socket()), 1024);
            } catch (IOException e) {
                listening.close();
                open.close();
                directory = null;
                throw e;
            }
            server = listening;
            Daemons.start("forkbook-accept", () -> accept(listening));
        }
        var token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        var key = ByteBuffer.wrap(token).asReadOnlyBuffer();
        expected.put(key, arrived);
        return new Invitation(key, open.socket());
    }

    /** The worker has come, or never will. */
    synchronized void withdraw(Invitation invitation) {
        expected.remove(invitation.token());
        if (expected.isEmpty()) {
            close();
        }
    }

    private synchronized void close() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            // Its directory goes in any case.
        }
        if (directory != null) {
            directory.close();
        }
        server = null;
        directory = null;
    }

    private void accept(ServerSocketChannel listening) {
        try {
            while (true) {
                var connection = listening.accept();
                // Whoever connects and says nothing must not keep the others waiting.
                Daemons.start("forkbook-worker-link", () -> admit(connection));
            }
        } catch (IOException e) {
            // Closed: nobody is expected any more.
        }
    }

    private void admit(SocketChannel connection) {
        try {
            var channel = FrameChannel.over(connection);
            var arrived = recognize(channel);
            if (arrived == null) {
                channel.close();
            } else {
                arrived.accept(channel);
            }
        } catch (IOException e) {
            try {
                connection.close();
            } catch (IOException alsoFailed) {
                // It is gone, which is all that was wanted.
            }
        }
    }

    private @Nullable Consumer<FrameChannel> recognize(FrameChannel channel) throws IOException {
        var frame = channel.receive();
        if (frame == null || !(MessageCodec.read(frame) instanceof Message.Hello hello)) {
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
            var arrived = expected.remove(match);
            if (expected.isEmpty()) {
                close();
            }
            return arrived;
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
