package org.forkbook.multiprocessing.connection;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.service.Deadline;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.FrameReader;
import org.forkbook.transport.FrameWriter;
import org.forkbook.transport.OutputBarrier;
import org.forkbook.worker.protocol.CapsuleFrames;
import org.jspecify.annotations.Nullable;

/** A {@link Connection} over an authenticated TCP socket. */
final class SocketConnection<T> extends FramedConnection<T, FrameReader> {

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
    FrameReader next() throws IOException, InterruptedException {
        channel.poll(Deadline.NEVER);
        var frame = channel.receive();
        if (frame == null) {
            throw new EOFException(
                    closed
                            ? "This end of the connection is closed."
                            : "The other side has closed the connection, or its process has ended.");
        }
        return frame;
    }

    @Override
    boolean await(Deadline deadline) throws IOException, InterruptedException {
        return channel.poll(deadline);
    }

    @Override
    @Nullable
    Object open(FrameReader frame) throws IOException {
        try {
            return Capsules.openTrusted(CapsuleFrames.read(frame));
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "The other side sent an object of " + e.getMessage() + ", a class that this process does not have.",
                    e);
        }
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
