package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.forkbook.broker.FramedSocket;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.internal.ValueChannel;
import org.forkbook.serialization.Destination;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/** A {@link Connection} of a pipe over a Unix domain socket. */
final class PipeConnection<T> extends FramedConnection<T, ByteBuffer> {

    private final FramedSocket socket;
    private final @Nullable Destination destination;
    private final ValueChannel channel = new ValueChannel();

    /** @param destination the machine that values are sent to; null if it is this one, or unknown */
    PipeConnection(FramedSocket socket, @Nullable Destination destination) {
        this.socket = socket;
        this.destination = destination;
    }

    @Override
    public void send(@Nullable T value) throws IOException {
        if (socket.isClosed()) {
            throw new IOException("This end of the connection is closed");
        }
        try {
            channel.send(EncodedValue.pack(value, destination), socket::sendInterruptibly);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    ByteBuffer next() throws IOException, InterruptedException {
        while (true) {
            var frame = socket.receive();
            if (ValueChannel.isValue(frame)) {
                return frame;
            }
        }
    }

    @Override
    boolean await(Deadline deadline) throws IOException, InterruptedException {
        return socket.poll(deadline);
    }

    @Override
    @Nullable
    Object open(ByteBuffer frame) {
        return ValueChannel.open(frame);
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void close() {
        socket.close();
    }
}
