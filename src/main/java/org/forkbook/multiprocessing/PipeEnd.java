package org.forkbook.multiprocessing;

import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.forkbook.broker.PendingCall;
import org.forkbook.broker.Deadline;
import org.forkbook.broker.Broker;
import org.forkbook.shm.LazyCleaner;
import org.jspecify.annotations.Nullable;

/**
 * An end of a pipe: through its creator's broker while both ends are there, else over a socket.
 *
 * @param <T> the type of values
 */
final class PipeEnd<T> implements Connection<T>, Serializable {
    private static final long serialVersionUID = 1L;
    private static final LazyCleaner CLEANER = new LazyCleaner();

    /** Kept, so that one that is read again here finds this end. */
    private final transient Pipe<T> pipe;

    private final transient Shared shared;
    /** Null everywhere but in the pipe's creator. */
    private final transient @Nullable PipeState state;

    private final transient int number;
    private final transient Messages messages = new Messages();
    private final transient Holding holding;

    PipeEnd(Pipe<T> pipe, Shared shared, @Nullable PipeState state, int number) {
        this.pipe = pipe;
        this.shared = shared;
        this.state = state;
        this.number = number;
        holding = new Holding(state, number);
        CLEANER.register(this, holding);
    }

    Pipe<T> pipe() {
        return pipe;
    }

    /** Tells the pipe's creator that this process has got some ends, so that it sees when they are gone. */
    void enrol(int ends) {
        if (state == null) {
            shared.client().sendOneWay(shared.resource(), PipeState.ENROL, one(ends));
        }
    }

    @Override
    public void send(@Nullable T value) throws IOException {
        var connection = connection();
        if (connection != null) {
            connection.send(value);
            return;
        }
        var parcel = Parcel.pack(value);
        try {
            messages.send(parcel, this::sendHere);
        } catch (LinkedException e) {
            connected().send(value);
        } catch (InterruptedException e) {
            throw LinkConnection.interrupted(e);
        }
    }

    private void sendHere(ByteBuffer... parts) throws IOException, InterruptedException {
        var payload = new ByteBuffer[parts.length + 1];
        payload[0] = one(number);
        System.arraycopy(parts, 0, payload, 1, parts.length);
        var answer = await(PipeState.SEND, Deadline.NEVER, payload);
        if (answer != null && answer.status() == PipeState.CLOSED) {
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
                var answer = await(PipeState.RECEIVE, Deadline.NEVER, one(number));
                if (answer == null || answer.status() == PipeState.CLOSED) {
                    throw new EOFException("The pipe is closed, or the process that had its other end has ended");
                }
                if (Messages.isValue(answer.payload())) {
                    return (T) Messages.open(answer.payload());
                }
            } catch (LinkedException e) {
                connected();
            } catch (InterruptedException e) {
                throw LinkConnection.interrupted(e);
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
            return await(PipeState.POLL, deadline, one(number)) != null;
        } catch (LinkedException e) {
            return connected().poll(Duration.ofNanos(deadline.nanosLeft()));
        } catch (InterruptedException e) {
            throw LinkConnection.interrupted(e);
        }
    }

    /** The other end is in another process: go on over the socket. */
    private static final class LinkedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private PendingCall.@Nullable Answer await(int operation, Deadline deadline, ByteBuffer... payload)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var answer = shared.client().call(shared.resource(), operation, payload).await(deadline);
        if (answer != null && answer.status() == PipeState.MOVED && state != null) {
            throw new IOException("This end of the pipe has moved to process " + state.movedTo(number)
                    + ", which uses it. Use the other end here.");
        }
        if (answer != null && answer.status() == PipeState.LINKED) {
            throw new LinkedException();
        }
        return answer;
    }

    /** The socket to the other end; null if both ends are in this process. In a process that got the end, this takes it. */
    private @Nullable Connection<T> connection() throws IOException {
        synchronized (holding) {
            if (holding.closed) {
                throw new EOFException("This end of the pipe is closed");
            }
            if (holding.connection == null && state == null) {
                try {
                    holding.connection = new LinkConnection<>(Pipe.claim(shared, number));
                } catch (OwnerProcessDiedException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            return typed(holding.connection);
        }
    }

    private Connection<T> connected() {
        synchronized (holding) {
            if (holding.connection == null && state != null) {
                holding.connection = new LinkConnection<>(state.link(1 - number));
            }
            var connection = typed(holding.connection);
            if (connection == null) {
                throw new AssertionError("not connected");
            }
            return connection;
        }
    }

    @SuppressWarnings("unchecked") // The holding can't have a type, or it would have to refer to this end.
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
        if (state != null) {
            shared.client().sendOneWay(shared.resource(), PipeState.CLOSE, one(number));
        }
    }

    private static ByteBuffer one(int value) {
        return ByteBuffer.allocate(1).put((byte) value).flip();
    }

    private Object writeReplace() {
        return new Pipe.Reference(shared.reference(pipe), 1 << number);
    }

    /** What this process has of the end, closed when the end has been collected. */
    private static final class Holding implements Runnable {
        private final @Nullable PipeState state;
        private final int number;
        private @Nullable Connection<?> connection;
        private boolean closed;

        Holding(@Nullable PipeState state, int number) {
            this.state = state;
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
            if (state != null) {
                synchronized (Broker.own()) {
                    state.collected(number);
                }
            }
        }
    }
}
