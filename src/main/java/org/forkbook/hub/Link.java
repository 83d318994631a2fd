package org.forkbook.hub;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.forkbook.wire.PrintOrder;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on which whole frames travel, and whose waits end in time or by an interrupt without harm.
 *
 * <p>The socket doesn't block: a blocking one is closed for all when one of its threads is interrupted. Half a frame that
 * has arrived when a wait ends is kept for the next. {@link #send} is for many threads, {@link #receive} for one at a time.
 */
public final class Link implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    /** How often a reader looks again before it sleeps: an answer that is on its way saves two changes of thread. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 50 : 0;

    private final SocketChannel socket;
    private final Selector readable;
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();
    /** A frame that has not wholly arrived. */
    private @Nullable ByteBuffer partial;

    private final Object sending = new Object();
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK); // guarded by sending
    private @Nullable Selector writable; // guarded by sending
    private volatile boolean closed;

    /** A link over a socket, which it owns from now on; {@code early} is what has been read from it already. */
    public Link(SocketChannel socket, ByteBuffer early) throws IOException {
        this.socket = socket;
        socket.configureBlocking(false);
        readable = Selector.open();
        socket.register(readable, SelectionKey.OP_READ);
        input.clear().put(early).flip();
    }

    /** A link over a fresh socket. */
    public Link(SocketChannel socket) throws IOException {
        this(socket, ByteBuffer.allocate(0));
    }

    /**
     * Sends a frame made of some parts; returns when the system has taken all of it. An interrupt is kept for later.
     *
     * @throws IOException if the other side has gone
     */
    public void send(ByteBuffer... parts) throws IOException {
        send(false, parts);
    }

    /**
     * Sends a frame; an interrupt while nothing of it has left leaves the link whole. One in the midst of it closes the
     * link, because the other side could not tell where the next frame begins.
     *
     * @throws InterruptedException if the thread is interrupted while the other side takes nothing
     */
    public void sendInterruptibly(ByteBuffer... parts) throws IOException, InterruptedException {
        try {
            send(true, parts);
        } catch (InterruptedIOException e) {
            var interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void send(boolean interruptible, ByteBuffer... parts) throws IOException {
        PrintOrder.settle();
        var length = 0L;
        for (var part : parts) {
            length += part.remaining();
        }
        if (length > Integer.MAX_VALUE - 64) {
            throw new IOException("A message of " + length + " bytes is too large: at most 2 GiB. Send it in pieces.");
        }
        synchronized (sending) {
            output.clear();
            output.putInt((int) length);
            for (var part : parts) {
                while (part.hasRemaining()) {
                    if (!output.hasRemaining()) {
                        drain(interruptible);
                    }
                    var size = Math.min(part.remaining(), output.remaining());
                    output.put(output.position(), part, part.position(), size);
                    output.position(output.position() + size);
                    part.position(part.position() + size);
                }
            }
            drain(interruptible);
        }
    }

    private void drain(boolean interruptible) throws IOException {
        output.flip();
        while (output.hasRemaining()) {
            if (socket.write(output) == 0) {
                awaitWritable(interruptible);
            }
        }
        output.clear();
    }

    private void awaitWritable(boolean interruptible) throws IOException {
        var selector = writable;
        if (selector == null) {
            selector = Selector.open();
            writable = selector;
            socket.register(selector, SelectionKey.OP_WRITE);
        }
        var interrupted = !interruptible && Thread.interrupted();
        try {
            while (!closed && selector.select(key -> {}) == 0) {
                if (interruptible && Thread.currentThread().isInterrupted()) {
                    close();
                    Thread.interrupted();
                    throw new InterruptedIOException("Interrupted in the midst of a message: the connection is closed");
                }
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            throw new IOException("Closed while a message was being sent", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (closed) {
            throw new IOException("Closed while a message was being sent");
        }
    }

    /**
     * The next frame; null when the deadline comes first.
     *
     * @throws EOFException at the end: the other side has closed, or this one
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public @Nullable ByteBuffer receive(Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            var frame = next();
            if (frame != null) {
                return frame;
            }
            if (!fill(deadline)) {
                return null;
            }
        }
    }

    /**
     * The next frame.
     *
     * @throws EOFException at the end: the other side has closed, or this one
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public ByteBuffer receive() throws IOException, InterruptedException {
        var frame = receive(Deadline.NEVER);
        if (frame == null) {
            throw new AssertionError("a deadline that never comes has come");
        }
        return frame;
    }

    /** The next frame; an interrupt is kept for later. For answers that come at once. */
    public ByteBuffer receiveUninterruptibly() throws IOException {
        return Uninterrupted.get(this::receive);
    }

    /** Whether a frame, or the end, is there before the deadline comes. */
    public boolean poll(Deadline deadline) throws IOException, InterruptedException {
        if (partial != null || input.hasRemaining()) {
            return true;
        }
        try {
            return fill(deadline);
        } catch (EOFException e) {
            return true; // What receive will say.
        }
    }

    private @Nullable ByteBuffer next() throws IOException {
        var frame = partial;
        if (frame == null) {
            if (input.remaining() < Integer.BYTES) {
                return null;
            }
            frame = allocate(input.getInt());
            partial = frame;
        }
        var size = Math.min(frame.remaining(), input.remaining());
        frame.put(frame.position(), input, input.position(), size);
        frame.position(frame.position() + size);
        input.position(input.position() + size);
        if (frame.hasRemaining()) {
            return null;
        }
        partial = null;
        return frame.flip();
    }

    static ByteBuffer allocate(int length) throws IOException {
        if (length < 0) {
            throw new IOException("The other side doesn't speak this protocol, or has lost its place");
        }
        try {
            return ByteBuffer.allocate(length);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "A message of " + length + " bytes doesn't fit into this process's "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB of heap. Give the JVM more: -Xmx",
                    e);
        }
    }

    /** Reads what is there, waiting for at least one byte; false when the deadline came first. */
    private boolean fill(Deadline deadline) throws IOException, InterruptedException {
        input.compact();
        try {
            for (var looks = 0; ; looks++) {
                var count = closed ? -1 : socket.read(input);
                if (count > 0) {
                    return true;
                }
                if (count < 0) {
                    throw new EOFException("The other side has closed the connection or has ended");
                }
                if (looks < LOOKS) {
                    Thread.onSpinWait();
                    continue;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (deadline.isOver()) {
                    return false;
                }
                readable.select(key -> {}, deadline.millisLeft());
            }
        } catch (ClosedSelectorException e) {
            throw ended(e);
        } catch (IOException e) {
            if (e instanceof EOFException) {
                throw e;
            }
            // A reset is the end too: the other process was killed with bytes of ours unread.
            throw ended(e);
        } finally {
            input.flip();
        }
    }

    private static EOFException ended(Exception cause) {
        var end = new EOFException("The connection is closed");
        end.initCause(cause);
        return end;
    }

    /** Whether this side has closed it. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the socket; the other side reads what was sent, and then the end. */
    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
            // The system gets the socket back only when no selector knows it; closing one wakes who waits in it.
            readable.close();
            var selector = writable;
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            // Nothing is left to be done with a socket that can't even be closed.
        }
    }
}
