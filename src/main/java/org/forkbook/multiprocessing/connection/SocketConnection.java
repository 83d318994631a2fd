package org.forkbook.multiprocessing.connection;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.FrameWriter;
import org.forkbook.transport.OutputBarrier;
import org.forkbook.worker.protocol.CapsuleFrames;
import org.jspecify.annotations.Nullable;

/** A {@link Connection} over an authenticated TCP socket. */
final class SocketConnection<T> implements Connection<T> {

    private final FrameChannel channel;
    private final Set<ClassFile> sent = new HashSet<>();
    private volatile boolean closed;

    SocketConnection(SocketChannel socket) throws IOException {
        channel = FrameChannel.over(socket);
    }

    @Override
    public void send(@Nullable T object) throws IOException {
        var capsule = Capsules.writer().packResult(object);
        synchronized (sent) {
            var frame = new FrameWriter();
            // The other side keeps classes that it has received once.
            CapsuleFrames.write(
                    frame,
                    capsule.withClasses(capsule.classes().stream()
                            .filter(file -> !sent.contains(file))
                            .toList()));
            OutputBarrier.settle();
            channel.send(frame);
            sent.addAll(capsule.classes());
        }
    }

    @Override
    // The two sides agree on the type of what they send; a wrong type shows where it is used.
    @SuppressWarnings("unchecked")
    public @Nullable T receive() throws IOException {
        channel.poll(-1);
        var frame = channel.receive();
        if (frame == null) {
            throw new EOFException(
                    closed
                            ? "This end of the connection is closed."
                            : "The other side has closed the connection, or its process has ended.");
        }
        try {
            return (T) Capsules.openTrusted(CapsuleFrames.read(frame));
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "The other side sent an object of " + e.getMessage() + ", a class that this process does not have.",
                    e);
        }
    }

    @Override
    public boolean poll(Duration timeout) throws IOException {
        if (timeout.isNegative() || timeout.isZero()) {
            return channel.poll(0);
        }
        return channel.poll(Math.max(1, Durations.nanos(timeout) / 1_000_000));
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        channel.close();
    }
}
