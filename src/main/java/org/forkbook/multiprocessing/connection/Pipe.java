package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.io.Serializable;
import org.forkbook.broker.BrokerClients;
import org.forkbook.broker.FramedSocket;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.jspecify.annotations.Nullable;

/**
 * A bidirectional pipe with two ends, one for each of two processes.
 *
 * <p>Both ends are in this process at first. Capture the pipe, or one end of it, in a task: an end moves to the
 * process that first uses it, and from then on the two processes communicate over a socket between them. When a
 * process ends, or closes its end, the other one receives an {@link java.io.EOFException} after everything that was
 * sent. An end belongs to one process: for many producers or consumers take a {@link ProcessQueue}.
 *
 * <pre>{@code
 * var pipe = Pipe.<String>open();
 * new WorkerProcess(() -> pipe.second().send("hello")).start();
 * System.out.println(pipe.first().receive());
 * }</pre>
 *
 * @param <T> the type of values
 */
public final class Pipe<T> implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient PipeEnd<T> first;
    private final transient PipeEnd<T> second;
    private final transient SharedHandle handle;

    Pipe(SharedHandle handle, @Nullable PipeResource pipe) {
        this.handle = handle;
        first = new PipeEnd<>(this, handle, pipe, 0);
        second = new PipeEnd<>(this, handle, pipe, 1);
    }

    Pipe(SharedHandle handle) {
        this(handle, null);
    }

    /** Creates a pipe. */
    public static <T> Pipe<T> open() {
        var pipe = new PipeResource();
        return SharedHandle.create(null, pipe, handle -> new Pipe<T>(handle, pipe));
    }

    /** The first end; usually that of the process that created the pipe. */
    public Connection<T> first() {
        return first;
    }

    /** The second end; usually the worker's. */
    public Connection<T> second() {
        return second;
    }

    /** Closes the ends that are in this process. */
    @Override
    public void close() {
        first.close();
        second.close();
    }

    private Object writeReplace() {
        return new Reference(new HandleReference(this), 3);
    }

    /** The serialized form of a pipe or of one of its ends: bit 0 stands for the first, bit 1 for the second. */
    record Reference(Object pipe, int ends) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            var known = (Pipe<?>) pipe;
            known.first.enrol(ends);
            return ends == 3 ? known : ends == 1 ? known.first : known.second;
        }
    }

    /** The serialized form of the pipe's handle, whichever of its ends are sent. */
    static final class HandleReference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        HandleReference(Pipe<?> face) {
            super(face.handle, face);
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new Pipe<>(handle);
        }
    }

    /** Moves an end from the process that created the pipe to this one. */
    static FramedSocket claim(SharedHandle handle, int end) throws IOException {
        var socket = FramedSocket.over(BrokerClients.openSocket(handle.address(), handle.resource(), end));
        try {
            socket.receiveWelcome();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }
}
