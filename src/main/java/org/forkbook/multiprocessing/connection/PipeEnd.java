package org.forkbook.multiprocessing.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.forkbook.broker.Broker;
import org.forkbook.broker.PendingCall;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.multiprocessing.internal.ValueChannel;
import org.forkbook.service.Deadline;
import org.forkbook.service.LazyCleaner;
import org.jspecify.annotations.Nullable;

/**
 * An end of a pipe: it communicates through its creator's broker while both ends are in that process, and over a
 * socket otherwise.
 *
 * @param <T> the type of values
 */
final class PipeEnd<T> implements Connection<T>, Serializable {
    private static final long serialVersionUID = 1L;
    private static final LazyCleaner CLEANER = new LazyCleaner();

    /** Kept, so that a reference that is deserialized here finds this end. */
    private final transient Pipe<T> pipe;

    private final transient SharedHandle handle;
    /** Null except in the pipe's creator. */
    private final transient @Nullable PipeResource resource;

    private final transient int number;
    private final transient ValueChannel channel = new ValueChannel();
    private final transient Holding holding;

    PipeEnd(Pipe<T> pipe, SharedHandle handle, @Nullable PipeResource resource, int number) {
        this.pipe = pipe;
        this.handle = handle;
        this.resource = resource;
        this.number = number;
        holding = new Holding(resource, number);
        CLEANER.register(this, holding);
    }

    Pipe<T> pipe() {
        return pipe;
    }

    /** Tells the pipe's creator which ends this process has received, so that it notices when they are gone. */
    void enrol(int ends) {
        if (resource == null) {
            handle.client().sendOneWay(handle.resource(), PipeResource.ENROL, one(ends));
        }
    }

    @Override
    public void send(@Nullable T value) throws IOException {
        var connection = connection();
        if (connection != null) {
            connection.send(value);
            return;
        }
        var encoded = EncodedValue.pack(value, null);
        try {
            channel.send(encoded, this::sendHere);
        } catch (LinkedException e) {
            connected().send(value);
        } catch (InterruptedException e) {
            throw FramedConnection.interrupted(e);
        }
    }

    private void sendHere(ByteBuffer... parts) throws IOException, InterruptedException {
        var payload = new ByteBuffer[parts.length + 1];
        payload[0] = one(number);
        System.arraycopy(parts, 0, payload, 1, parts.length);
        var answer = await(PipeResource.SEND, Deadline.NEVER, payload);
        if (answer != null && answer.status() == PipeResource.CLOSED) {
            throw new IOException("The pipe is closed, at this end or at the other");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // Only values of this type are sent.
    public @Nullable T receive() throws IOException {
        while (true) {
            var connection = connection();
            if (connection != null) {
                return connection.receive();
            }
            try {
                var answer = await(PipeResource.RECEIVE, Deadline.NEVER, one(number));
                if (answer == null || answer.status() == PipeResource.CLOSED) {
                    throw new EOFException("The pipe is closed, or the process that had its other end has ended");
                }
                if (ValueChannel.isValue(answer.payload())) {
                    return (T) ValueChannel.open(answer.payload());
                }
            } catch (LinkedException e) {
                connected();
            } catch (InterruptedException e) {
                throw FramedConnection.interrupted(e);
            }
        }
    }

    @Override
    public boolean poll(Duration time) throws IOException {
        var deadline = Deadline.in(time);
        var connection = connection();
        if (connection != null) {
            return connection.poll(time);
        }
        try {
            return await(PipeResource.POLL, deadline, one(number)) != null;
        } catch (LinkedException e) {
            return connected().poll(Duration.ofNanos(deadline.nanosLeft()));
        } catch (InterruptedException e) {
            throw FramedConnection.interrupted(e);
        }
    }

    /** The other end is in another process: continue over the socket. */
    private static final class LinkedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private PendingCall.@Nullable Answer await(int operation, Deadline deadline, ByteBuffer... payload)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var answer = handle.client().call(handle.resource(), operation, payload).await(deadline);
        if (answer != null && answer.status() == PipeResource.MOVED && resource != null) {
            throw new IOException("This end of the pipe has moved to process " + resource.movedTo(number)
                    + ", which uses it. Use the other end here.");
        }
        if (answer != null && answer.status() == PipeResource.LINKED) {
            throw new LinkedException();
        }
        return answer;
    }

    /**
     * The socket to the other end; null if both ends are in this process. In a process that received the end, this
     * moves it here.
     */
    private @Nullable Connection<T> connection() throws IOException {
        synchronized (holding) {
            if (holding.closed) {
                throw new EOFException("This end of the pipe is closed");
            }
            if (holding.connection == null && resource == null) {
                try {
                    holding.connection = new PipeConnection<>(Pipe.claim(handle, number), handle.destination());
                } catch (OwnerProcessDiedException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            return typed(holding.connection);
        }
    }

    private Connection<T> connected() {
        synchronized (holding) {
            if (holding.connection == null && resource != null) {
                holding.connection = new PipeConnection<>(resource.link(1 - number), null);
            }
            var connection = typed(holding.connection);
            if (connection == null) {
                throw new AssertionError("not connected");
            }
            return connection;
        }
    }

    @SuppressWarnings("unchecked") // The holding can't be generic: it would have to refer to this end.
    private @Nullable Connection<T> typed(@Nullable Connection<?> connection) {
        return (Connection<T>) connection;
    }

    @Override
    public boolean isClosed() {
        synchronized (holding) {
            return holding.closed;
        }
    }

    @Override
    public void close() {
        synchronized (holding) {
            holding.close();
        }
        if (resource != null) {
            handle.client().sendOneWay(handle.resource(), PipeResource.CLOSE, one(number));
        }
    }

    private static ByteBuffer one(int value) {
        return ByteBuffer.allocate(1).put((byte) value).flip();
    }

    private Object writeReplace() {
        return new Pipe.Reference(new Pipe.HandleReference(pipe), 1 << number);
    }

    /** This process's hold on the end, closed when the end has been collected. */
    private static final class Holding implements Runnable {
        private final @Nullable PipeResource resource;
        private final int number;
        private @Nullable Connection<?> connection;
        private boolean closed;

        Holding(@Nullable PipeResource resource, int number) {
            this.resource = resource;
            this.number = number;
        }

        void close() {
            closed = true;
            if (connection != null) {
                connection.close();
            }
        }

        @Override
        public void run() {
            close();
            if (resource != null) {
                synchronized (Broker.own()) {
                    resource.collected(number);
                }
            }
        }
    }
}
