package org.forkbook.grading;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * A door in a wall between networks: who connects here is connected to there, and bytes are passed on both ways. A kernel
 * without a network is reached through two of them, a socket file between.
 *
 * <p>Threads: one accepts, and two for each connection copy. All end when the relay is closed.
 */
final class Relay implements Closeable {

    private static final int BUFFER = 64 * 1024;

    private final ServerSocketChannel server;
    private final SocketAddress target;
    private final LongConsumer onBytesBack;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private Relay(ServerSocketChannel server, SocketAddress target, LongConsumer onBytesBack) {
        this.server = server;
        this.target = target;
        this.onBytesBack = onBytesBack;
    }

    /**
     * Opens a relay.
     *
     * @param server where to listen: bound, and closed with the relay
     * @param target where to pass connections on to
     * @param onBytesBack told of each number of bytes that came back from the target
     */
    static Relay open(ServerSocketChannel server, SocketAddress target, LongConsumer onBytesBack) {
        var relay = new Relay(server, target, onBytesBack);
        start("accept", relay::accept);
        return relay;
    }

    private static void start(String what, Runnable task) {
        var thread = new Thread(task, "forkbook-relay-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                var near = server.accept();
                open.add(near);
                connect(near);
            }
        } catch (IOException e) {
            // The relay is closed.
            close();
        }
    }

    private void connect(SocketChannel near) {
        try {
            var far = SocketChannel.open(target);
            open.add(far);
            start("out", () -> copy(near, far, count -> {}));
            start("back", () -> copy(far, near, onBytesBack));
        } catch (IOException e) {
            // Nobody listens there yet: whoever connected will try again.
            close(near);
        }
    }

    private void copy(SocketChannel from, SocketChannel to, LongConsumer onBytes) {
        var buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                onBytes.accept(buffer.remaining());
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One side has gone: the other is told by the close below.
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
            return;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // A server that doesn't close has no connections any more after the next line.
            open.forEach(this::close);
            return;
        }
        open.forEach(this::close);
    }
}
