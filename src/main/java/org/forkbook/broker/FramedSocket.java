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
import org.forkbook.transport.OutputBarrier;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on which whole frames travel, and whose waits end in time or by an interrupt without harm.
 *
 * <p>The socket doesn't block: a blocking one is closed for all when one of its threads is interrupted. Half a frame that
 * has arrived when a wait ends is kept for the next. {@link #send} is for many threads, {@link #receive} for one at a time.
 */
public final class FramedSocket implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    private static final long PAUSE_NANOS = 1_000_000;
    /** How long a broker may take to answer a greeting; one that runs takes far less. */
    private static final Duration WELCOME = Duration.ofMinutes(1);

    /** How often a reader looks again before it sleeps: an answer that is on its way saves two changes of thread. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 50 : 0;

    private final SocketChannel socket;
    private final Selector readable;
    private final FrameDecoder decoder = new FrameDecoder();

    private final Object sending = new Object();
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK); // guarded by sending
    private @Nullable Selector writable; // guarded by sending
    /** Whether something of the frame that is being sent has left. */
    private boolean begun; // guarded by sending

    private volatile boolean closed;

    /** A link over a fresh socket, which it owns from now on. If this fails, for want of descriptors, the socket is as it was. */
    public FramedSocket(SocketChannel socket) throws IOException {
        this.socket = socket;
        readable = Selector.open();
        socket.configureBlocking(false);
        socket.register(readable, SelectionKey.OP_READ);
    }

    /** A link over a fresh socket, which is closed if this fails. */
    public static FramedSocket over(SocketChannel socket) throws IOException {
        try {
            return new FramedSocket(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Says, over a socket that is not made a link, why its other side can't be let in; see {@link #receiveWelcome}. */
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
     * Sends a frame made of some parts; returns when the system has taken all of it. An interrupt is kept for later.
     *
     * @throws IllegalArgumentException if it is larger than 2 GiB; nothing has been sent then
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

    /** What waits until the socket takes more; null if no descriptor is left for it. */
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

    /** Waits a little, without a selector; true if the thread was not interrupted. */
    private static boolean pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
        return !Thread.currentThread().isInterrupted();
    }

    /** Lets the other side in; see {@link #receiveWelcome}. */
    public void welcome() throws IOException {
        send(PayloadCodec.ofInt(0), PayloadCodec.ofInt(0));
    }

    /** Says to the other side why it can't be let in. */
    public void refuse(String reason) throws IOException {
        send(PayloadCodec.ofInt(0), PayloadCodec.ofInt(PendingCall.REFUSED), PayloadCodec.ofString(reason));
    }

    /**
     * Waits for what a broker says to one who has greeted it; an interrupt is kept for later.
     *
     * @return what comes after the number that stands for nobody's question
     * @throws IOException if it wasn't let in, with the broker's reason, or the broker has gone, or doesn't answer
     */
    public ByteBuffer receiveWelcome() throws IOException {
        return receiveWelcome(Deadline.in(WELCOME));
    }

    ByteBuffer receiveWelcome(Deadline deadline) throws IOException {
        var frame = Uninterrupted.get(() -> {
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
     * Carries all that comes from here on to another link, as it is: a frame need not fit into this process's heap.
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
     * The next frame; null when the deadline comes first.
     *
     * @throws EOFException at the end: the other side has closed, or this one
     * @throws IOException if it doesn't fit into this process's heap; the link goes on with the next one
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

    /** Whether a frame, or the end, is there before the deadline comes. */
    public boolean poll(Deadline deadline) throws IOException, InterruptedException {
        if (decoder.hasBytes()) {
            return true;
        }
        try {
            return fill(deadline);
        } catch (EOFException e) {
            return true; // What receive will say.
        }
    }

    /** Reads what is there, waiting for at least one byte; false when the deadline came first. */
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
            // A reset is the end too: the other process was killed with bytes of ours unread.
            throw ended(e);
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
