package org.forkbook.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket whose waits can time out, or be interrupted, without damage: an interrupt of one thread closes a
 * blocking {@link SocketChannel} for all, so this one is in non-blocking mode and waits use selectors.
 *
 * <p>One thread at a time may read, and one may write. Any thread may close it, which ends their waits.
 */
public final class NonBlockingSocket implements ReadableByteChannel, ByteTransport {

    private static final long PAUSE_NANOS = 1_000_000;

    /**
     * Does nothing: that the socket is ready is all there is to know. No lambda, because the first lambda of a
     * process costs start-up time.
     */
    private static final Consumer<SelectionKey> SEEN = new Consumer<>() {
        @Override
        public void accept(SelectionKey key) {
            // Nothing is left to be done.
        }
    };

    private final SocketChannel socket;
    private final Selector readable;
    private volatile @Nullable Selector writable; // set once, by a writer; most sockets never fill up
    private volatile boolean closed;

    /**
     * Wraps a connected socket and takes ownership of it. If this fails, for want of file descriptors, the socket is
     * left open.
     */
    public NonBlockingSocket(SocketChannel socket) throws IOException {
        this.socket = socket;
        readable = Selector.open();
        socket.configureBlocking(false);
        socket.register(readable, SelectionKey.OP_READ);
    }

    /** Reads what is there, without waiting; -1 at the end, or once this side is closed. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        if (closed) {
            return -1;
        }
        try {
            return socket.read(into);
        } catch (IOException e) {
            if (closed) {
                return -1; // Our own close() ended the read: that is the end of the stream, not a failure.
            }
            throw e;
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        await(readable, false);
    }

    @Override
    public boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException {
        try {
            while (!closed) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                boolean over = deadline.isOver();
                int ready = over ? readable.selectNow(SEEN) : readable.select(SEEN, deadline.millisLeft());
                if (ready > 0 || over) {
                    return ready > 0;
                }
            }
        } catch (ClosedSelectorException e) {
            // Closed by another thread: read() reports the end.
        }
        return true;
    }

    @Override
    public void write(ByteBuffer bytes, boolean interruptible) throws IOException {
        while (bytes.hasRemaining()) {
            if (socket.write(bytes) == 0) {
                awaitWritable(interruptible);
            }
        }
    }

    private void awaitWritable(boolean interruptible) throws IOException {
        await(writable(), interruptible);
        if (closed) {
            throw new IOException("Closed while a message was being sent");
        }
    }

    /** The selector for writability; null if no descriptor is left for it. */
    private @Nullable Selector writable() throws IOException {
        var selector = writable;
        if (selector == null) {
            try {
                selector = Selector.open();
            } catch (IOException e) {
                return null;
            }
            writable = selector;
            socket.register(selector, SelectionKey.OP_WRITE);
        }
        if (closed) {
            selector.close(); // close() may have come before it could see this selector.
        }
        return selector;
    }

    private void await(@Nullable Selector selector, boolean interruptible) throws IOException {
        boolean interrupted = !interruptible && Thread.interrupted();
        try {
            while (!closed && (selector == null ? !pause() : selector.select(SEEN) == 0)) {
                if (interruptible && Thread.interrupted()) {
                    throw new InterruptedIOException("Interrupted while the other side took no data");
                }
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            // Closed by another thread, as the next operation reports.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits briefly, without a selector; returns whether the thread was not interrupted. */
    private static boolean pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
        return !Thread.currentThread().isInterrupted();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /** Closes the socket; the peer reads what was sent, and then the end. Harmless when called twice. */
    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
            // The system frees the socket only once no selector has it registered; closing a selector wakes its
            // waiter.
            readable.close();
            var selector = writable;
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            // Nothing more can be done with a socket that can't be closed.
        }
    }
}
