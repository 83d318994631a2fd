package org.forkbook.grading;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Forwards bytes both ways between a connection and a port that will soon be listened on, so that a kernel without a
 * network can be reached.
 *
 * <p>Threads: two that copy. They end when either side is closed.
 */
final class SocketForwarder {

    private static final int BUFFER = 64 * 1024;
    private static final long ASK_AGAIN_MILLIS = 10;

    private SocketForwarder() {}

    /** Starts to forward; returns at once. */
    static void start(SocketChannel near, SocketAddress target) {
        start("out", () -> join(near, target));
    }

    private static void start(String what, Runnable task) {
        var thread = new Thread(task, "forkbook-relay-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private static void join(SocketChannel near, SocketAddress target) {
        try {
            var far = connect(target);
            start("back", () -> copy(far, near));
            copy(near, far);
        } catch (IOException e) {
            close(near);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(near);
        }
    }

    private static SocketChannel connect(SocketAddress target) throws IOException, InterruptedException {
        while (true) {
            try {
                return SocketChannel.open(target);
            } catch (ConnectException e) {
                // Nobody listens there yet.
                Thread.sleep(ASK_AGAIN_MILLIS);
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One side has closed: the close below closes the other.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed either way.
            return;
        }
    }
}
