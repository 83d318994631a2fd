package org.forkbook.broker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.service.Deadline;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.OutputBarrier;
import org.jspecify.annotations.Nullable;

/**
 * A non-blocking socket that carries length-prefixed frames; its waits can time out or be interrupted without damage.
 *
 * <p>It is non-blocking because an interrupt of one thread closes a blocking channel for all. A partial frame that
 * has arrived when a wait ends is kept for the next one. Any thread may call {@link #send}; one thread at a time may
 * call {@link #receive}.
 */
public final class FramedSocket implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    private static final long PAUSE_NANOS = 1_000_000;
    /** How long a broker may take to answer a handshake; a running one takes far less. */
    private static final Duration WELCOME = Duration.ofMinutes(1);

    /** How often a reader polls before it blocks: an answer that is on its way saves two context switches. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 50 : 0;

    private final SocketChannel socket;
    private final Selector readable;
    private final FrameDecoder decoder = new FrameDecoder();

    private final Object sending = new Object();
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK); // guarded by sending
    private @Nullable Selector writable; // guarded by sending
    /** Whether part of the current frame has been sent. */
    private boolean begun; // guarded by sending

    private volatile boolean closed;

    /**
     * Wraps a connected socket and takes ownership of it. If this fails, for want of file descriptors, the socket is
     * left as it was.
     */
    public FramedSocket(SocketChannel socket) throws IOException {
        this.socket = socket;
        readable = Selector.open();
        socket.configureBlocking(false);
        socket.register(readable, SelectionKey.OP_READ);
    }

    /** Wraps a connected socket, which is closed if this fails. */
    public static FramedSocket over(SocketChannel socket) throws IOException {
        try {
            return new FramedSocket(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a refusal over a plain socket, for a peer that waits in {@link #receiveWelcome}. */
    public static void refuse(SocketChannel socket, String reason) throws IOException {
        var text = PayloadCodec.ofString(reason);
        socket.write(ByteBuffer.allocate(3 * Integer.BYTES + text.remaining())
                .putInt(2 * Integer.BYTES + text.remaining())
                .putInt(0)
                .putInt(PendingCall.REFUSED)
                .put(text)
                .flip());
    }

    /**
     * Sends a frame that consists of these parts; returns when the operating system has taken all of it. An interrupt
     * is deferred.
     *
     * @throws IllegalArgumentException if it is larger than 2 GiB; nothing has been sent then
     * @throws IOException if the peer has closed the connection
     */
    public void send(ByteBuffer... parts) throws IOException {
        send(false, parts);
    }

    /**
     * Sends a frame. An interrupt before any of it has been sent does no damage. An interrupt in the middle of it
     * closes the socket, because the peer could not tell where the next frame begins.
     *
     * @throws InterruptedException if the thread is interrupted while the peer takes no data
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
        OutputBarrier.settle();
        var length = 0L;
        for (var part : parts) {
            length += part.remaining();
        }
        if (length > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException(
                    "A message of " + length + " bytes is too large: at most 2 GiB. Send it in pieces.");
        }
        synchronized (sending) {
            begun = false;
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
            if (socket.write(output) > 0) {
                begun = true;
            } else {
                awaitWritable(interruptible);
            }
        }
        output.clear();
    }

    private void awaitWritable(boolean interruptible) throws IOException {
        var selector = writable();
        var interrupted = !interruptible && Thread.interrupted();
        try {
            while (!closed && (selector == null ? !pause() : selector.select(key -> {}) == 0)) {
                if (interruptible && Thread.interrupted()) {
                    throw interruptedSending();
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

    private InterruptedIOException interruptedSending() {
        if (!begun) {
            return new InterruptedIOException("Interrupted before any of the message was sent");
        }
        close();
        return new InterruptedIOException("Interrupted in the middle of a message: the connection is closed");
    }

    /** The selector for writability; null if no descriptor is left for it. */
    private @Nullable Selector writable() throws IOException {
        if (writable == null) {
            Selector selector;
            try {
                selector = Selector.open();
            } catch (IOException e) {
                return null;
            }
            writable = selector;
            socket.register(selector, SelectionKey.OP_WRITE);
        }
        return writable;
    }

    /** Waits briefly, without a selector; returns whether the thread was not interrupted. */
    private static boolean pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
        return !Thread.currentThread().isInterrupted();
    }

    /** Accepts the peer, which waits in {@link #receiveWelcome}. */
    public void welcome() throws IOException {
        send(PayloadCodec.ofInt(0), PayloadCodec.ofInt(0));
    }

    /** Refuses the peer, with the reason. */
    public void refuse(String reason) throws IOException {
        send(PayloadCodec.ofInt(0), PayloadCodec.ofInt(PendingCall.REFUSED), PayloadCodec.ofString(reason));
    }

    /**
     * Waits for a broker's answer to the handshake; an interrupt is deferred.
     *
     * @return the answer after its call number, which is 0
     * @throws IOException if the broker refuses, for the reason that it gives; or has ended; or doesn't answer
     */
    public ByteBuffer receiveWelcome() throws IOException {
        return receiveWelcome(Deadline.in(WELCOME));
    }

    ByteBuffer receiveWelcome(Deadline deadline) throws IOException {
        var frame = Uninterruptibles.get(() -> {
            var next = receive(deadline);
            if (next == null) {
                throw new IOException(
                        "It does not answer: it is stopped, or so short of memory, file descriptors (ulimit -n) or"
                                + " processor time that it can't. Try again when it responds");
            }
            return next;
        });
        if (frame.remaining() < 2 * Integer.BYTES || frame.getInt() != 0) {
            throw new EOFException("It doesn't know this process");
        }
        if (frame.getInt(frame.position()) == PendingCall.REFUSED) {
            frame.getInt();
            throw new HandshakeRefusedException(PayloadCodec.takeString(frame));
        }
        return frame;
    }

    /**
     * Forwards all further bytes to another socket, unchanged: a frame need not fit into this process's heap.
     *
     * @throws EOFException at the end, between two frames or not
     * @throws IOException if either side fails
     */
    public void forwardTo(FramedSocket to) throws IOException, InterruptedException {
        var buffer = ByteBuffer.allocateDirect(CHUNK);
        if (decoder.isInFrame()) {
            to.send(receive());
        }
        while (true) {
            if (!decoder.hasBytes()) {
                fill(Deadline.NEVER);
            }
            decoder.drainTo(buffer.clear());
            to.sendRaw(buffer.flip());
        }
    }

    private void sendRaw(ByteBuffer bytes) throws IOException {
        synchronized (sending) {
            output.clear();
            while (bytes.hasRemaining()) {
                var size = Math.min(bytes.remaining(), output.remaining());
                output.put(output.position(), bytes, bytes.position(), size);
                output.position(output.position() + size);
                bytes.position(bytes.position() + size);
                drain(false);
            }
        }
    }

    /**
     * The next frame; null if the deadline passes first.
     *
     * @throws EOFException at the end: the peer or this side has closed
     * @throws IOException if it doesn't fit into this process's heap; the next one can still be received
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public @Nullable ByteBuffer receive(Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            var frame = decoder.next();
            if (frame != null) {
                if (decoder.oversize() > 0) {
                    throw new MessageTooLargeException(decoder.oversize(), frame);
                }
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
     * @throws EOFException at the end: the peer or this side has closed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public ByteBuffer receive() throws IOException, InterruptedException {
        var frame = receive(Deadline.NEVER);
        if (frame == null) {
            throw new AssertionError("a deadline that never comes has come");
        }
        return frame;
    }

    /** Waits for data; returns whether a frame, or the end, is there before the deadline. */
    public boolean poll(Deadline deadline) throws IOException, InterruptedException {
        if (decoder.hasBytes()) {
            return true;
        }
        try {
            return fill(deadline);
        } catch (EOFException e) {
            return true; // Receiving reports the end.
        }
    }

    /** Reads what is available, waiting for at least one byte; false if the deadline passes first. */
    private boolean fill(Deadline deadline) throws IOException, InterruptedException {
        try {
            for (var looks = 0; ; looks++) {
                var count = closed ? -1 : decoder.read(socket);
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
            // A reset is the end too: the peer was killed with bytes of ours unread.
            throw ended(e);
        }
    }

    private static EOFException ended(Exception cause) {
        var end = new EOFException("The connection is closed");
        end.initCause(cause);
        return end;
    }

    /** Whether this side has closed the socket. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the socket; the peer reads what was sent, and then the end. */
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
