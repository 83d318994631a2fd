package org.forkbook.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on which whole frames travel in both directions.
 *
 * <p>{@link #send} may be called by any thread: frames never mix. {@link #receive} is for one thread at a time.
 *
 * <p>An interrupt of the calling thread breaks neither: the socket is in non-blocking mode and waits are a selector's,
 * because a blocking {@link SocketChannel} is closed for everybody when one of its threads is interrupted. Both keep
 * the thread's interrupt status as it was.
 *
 * <p>On the wire: a magic number, the head's length, the number of attachments, their lengths; the head; the
 * attachments. A length that is absurd or doesn't fit into memory ends in a {@link ProtocolException}, after which the
 * channel is of no use.
 */
public final class FrameChannel implements AutoCloseable {
    private static final int MAGIC = 0x464B4231; // "FKB1"
    private static final int MAX_ATTACHMENTS = 1 << 20;
    /** What one system call moves at most: larger heap buffers would make the JDK allocate as much direct memory. */
    private static final int CHUNK = 128 * 1024;

    private final SocketChannel socket;
    private final Selector readable;
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();

    private final Object sending = new Object();
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK); // guarded by sending
    private volatile @Nullable Selector writable; // set once, by a sender; most channels never fill up
    private volatile boolean closed;

    private FrameChannel(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.configureBlocking(false);
        this.readable = Selector.open();
        socket.register(readable, SelectionKey.OP_READ);
    }

    /** A channel over a connected socket, which it owns from now on. */
    public static FrameChannel over(SocketChannel socket) throws IOException {
        return new FrameChannel(socket);
    }

    /**
     * Sends a frame; returns when the operating system has taken all of it.
     *
     * @throws IOException if the other side has gone, or this channel was closed
     */
    public void send(FrameWriter frame) throws IOException {
        var head = frame.head();
        var attachments = frame.attachments();
        synchronized (sending) {
            output.clear();
            output.putInt(MAGIC).putInt(head.remaining()).putInt(attachments.size());
            for (var attachment : attachments) {
                reserve(4);
                output.putInt(attachment.remaining());
            }
            copy(head);
            for (var attachment : attachments) {
                if (attachment.isDirect()) {
                    drain();
                    write(attachment);
                } else {
                    copy(attachment);
                }
            }
            drain();
        }
    }

    private void reserve(int size) throws IOException {
        if (output.remaining() < size) {
            drain();
        }
    }

    private void copy(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            reserve(1);
            int size = Math.min(source.remaining(), output.remaining());
            output.put(output.position(), source, source.position(), size);
            output.position(output.position() + size);
            source.position(source.position() + size);
        }
    }

    private void drain() throws IOException {
        write(output.flip());
        output.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (socket.write(bytes) == 0) {
                await(writable());
            }
        }
    }

    private Selector writable() throws IOException {
        var selector = writable;
        if (selector == null) {
            selector = Selector.open();
            writable = selector;
            socket.register(selector, SelectionKey.OP_WRITE);
        }
        if (closed) {
            selector.close(); // close() may have come before it could see this selector.
        }
        return selector;
    }

    /**
     * The next frame; waits for it.
     *
     * @return null at the end: the other side has closed or gone, or this channel was closed
     * @throws ProtocolException if what arrives is not a frame
     * @throws EOFException if the other side goes away in the middle of a frame
     * @throws IOException if the socket fails
     */
    public @Nullable FrameReader receive() throws IOException {
        if (!input.hasRemaining() && !fill()) {
            return null;
        }
        if (nextInt() != MAGIC) {
            throw new ProtocolException("not a frame: the other side doesn't speak this protocol, or lost its place");
        }
        int headLength = nextInt();
        int attachmentCount = nextInt();
        if (attachmentCount < 0 || attachmentCount > MAX_ATTACHMENTS) {
            throw new ProtocolException("a frame announces " + attachmentCount + " attachments");
        }
        List<ByteBuffer> attachments = attachmentCount == 0 ? List.of() : new ArrayList<>();
        var lengths = new int[attachmentCount];
        for (int i = 0; i < attachmentCount; i++) {
            lengths[i] = nextInt();
        }
        var head = nextBytes(headLength);
        for (int length : lengths) {
            attachments.add(nextBytes(length));
        }
        return new FrameReader(head, attachments);
    }

    /**
     * Waits until something has arrived, or the other side has gone; unlike {@link #receive}, it can be interrupted.
     *
     * @param milliseconds how long to wait at most; 0 looks and returns at once, less than 0 waits for ever
     * @return whether {@link #receive} has something to read or an end to report
     * @throws InterruptedIOException if the calling thread is interrupted, whose status is kept
     */
    public boolean poll(long milliseconds) throws IOException {
        if (input.hasRemaining() || closed) {
            return true;
        }
        try {
            int ready = milliseconds == 0
                    ? readable.selectNow(key -> {})
                    : readable.select(key -> {}, Math.max(0, milliseconds));
            if (ready == 0 && Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for the other side");
            }
            return ready > 0 || closed || (milliseconds < 0 && poll(milliseconds));
        } catch (ClosedSelectorException e) {
            return true; // Closed by another thread: receive() reports the end.
        }
    }

    private int nextInt() throws IOException {
        if (input.remaining() >= 4) {
            return input.getInt();
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            if (!input.hasRemaining()) {
                fillOrFail();
            }
            value = value << 8 | (input.get() & 0xff);
        }
        return value;
    }

    private ByteBuffer nextBytes(int length) throws IOException {
        var bytes = allocate(length);
        while (bytes.hasRemaining()) {
            if (!input.hasRemaining()) {
                fillOrFail();
            }
            int size = Math.min(bytes.remaining(), input.remaining());
            bytes.put(bytes.position(), input, input.position(), size);
            bytes.position(bytes.position() + size);
            input.position(input.position() + size);
        }
        return bytes.flip();
    }

    private static ByteBuffer allocate(int length) throws ProtocolException {
        if (length < 0) {
            throw new ProtocolException("a frame announces " + length + " bytes");
        }
        try {
            return ByteBuffer.allocate(length);
        } catch (OutOfMemoryError e) {
            var failure = new ProtocolException("a frame of " + length + " bytes doesn't fit into this process's "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MiB of heap. Give the JVM more: -Xmx");
            failure.initCause(e);
            throw failure;
        }
    }

    private void fillOrFail() throws IOException {
        if (!fill()) {
            throw new EOFException("the other side went away in the middle of a frame");
        }
    }

    /** Reads what is there, waiting for at least one byte; false at the end. */
    private boolean fill() throws IOException {
        input.clear();
        try {
            while (!closed) {
                int count = socket.read(input);
                if (count != 0) {
                    return count > 0;
                }
                await(readable);
            }
            return false;
        } catch (IOException e) {
            if (closed) {
                return false; // Our own close() ended the read: that is the end of the stream, not a failure.
            }
            throw e;
        } finally {
            input.flip();
        }
    }

    /** Waits until the socket is ready, whatever the thread's interrupt status, which is kept. */
    private void await(Selector selector) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!closed && selector.select(key -> {}) == 0) {
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            throw new AsynchronousCloseException();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Closes the socket: both sides' readers see the end, and senders fail. Harmless when called twice. */
    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
            // The socket is given back to the system only once no selector knows it; closing one wakes who waits in it.
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
