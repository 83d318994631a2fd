package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.forkbook.broker.FramedSocket;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.internal.ValueChannel;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/** A {@link Connection} of a pipe over a Unix domain socket. */
final class PipeConnection<T> implements Connection<T> {

    private final FramedSocket socket;
    private final ValueChannel channel = new ValueChannel();
    private final ReentrantLock receiving = new ReentrantLock();

    PipeConnection(FramedSocket socket) {
        this.socket = socket;
    }

    @Override
    public void send(@Nullable T value) throws IOException {
        if (socket.isClosed()) {
            throw new IOException("This end of the connection is closed");
        }
        try {
            channel.send(EncodedValue.pack(value), socket::sendInterruptibly);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The form that the interface declares; the thread stays interrupted. */
    static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("Interrupted while waiting for the other end");
        interrupted.initCause(cause);
        return interrupted;
    }

    @Override
    @SuppressWarnings("unchecked") // Only values of this type are sent.
    public @Nullable T receive() throws IOException {
        ByteBuffer frame;
        try {
            receiving.lockInterruptibly();
            try {
                do {
                    frame = socket.receive();
                } while (!ValueChannel.isValue(frame));
            } finally {
                receiving.unlock();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return (T) ValueChannel.open(frame);
    }

    @Override
    public boolean poll(Duration time) throws IOException {
        var deadline = Deadline.in(time);
        try {
            if (!receiving.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                return socket.poll(deadline);
            } finally {
                receiving.unlock();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
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
