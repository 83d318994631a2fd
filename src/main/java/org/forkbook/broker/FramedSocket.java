package org.forkbook.broker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.forkbook.service.Deadline;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.BufferCopy;
import org.forkbook.transport.NonBlockingSocket;
import org.forkbook.transport.OutputBarrier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link NonBlockingSocket} that carries length-prefixed frames.
 *
 * <p>A partial frame that has arrived when a wait ends is kept for the next one. Any thread may call {@link #send}; one
 * thread at a time may call {@link #receive}.
 *
 * <p>It isn't a {@link org.forkbook.transport.FrameChannel}, whose frames are large and carry arrays: that one reads
 * them directly into arrays, to the end once it has begun, and a frame that is too large ends it. Here a wait may end
 * within a frame, and what doesn't fit into memory is skipped.
 */
public final class FramedSocket implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    /** How long a broker may take to answer a handshake; a running one takes far less. */
    private static final Duration WELCOME = Duration.ofMinutes(1);

    /** How often a reader polls before it blocks: an answer that is on its way saves two context switches. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 50 : 0;

    private final NonBlockingSocket socket;
    private final FrameDecoder decoder = new FrameDecoder();

    private final Object sending = new Object();
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK); // guarded by sending
    /** Whether part of the current frame has been sent. */
    private boolean begun; // guarded by sending

    /**
     * Wraps a connected socket and takes ownership of it. If this fails, for want of file descriptors, the socket is
     * left as it was.
     */
    public FramedSocket(SocketChannel socket) throws IOException {
        this.socket = new NonBlockingSocket(socket);
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
                    BufferCopy.transfer(part, output);
                }
            }
            drain(interruptible);
        }
    }

    private void drain(boolean interruptible) throws IOException {
        output.flip();
        try {
            socket.write(output, interruptible);
        } catch (InterruptedIOException e) {
            throw interruptedSending(begun || output.position() > 0);
        }
        begun = true;
        output.clear();
    }

    private InterruptedIOException interruptedSending(boolean inMessage) {
        if (!inMessage) {
            return new InterruptedIOException("Interrupted before any of the message was sent");
        }
        close();
        return new InterruptedIOException("Interrupted in the middle of a message: the connection is closed");
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
                BufferCopy.transfer(bytes, output);
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
                var count = decoder.read(socket);
                if (count > 0) {
                    return true;
                }
                if (count < 0) {
                    break;
                }
                if (looks < LOOKS) {
                    Thread.onSpinWait();
                } else if (Thread.interrupted()) {
                    throw new InterruptedException();
                } else if (deadline.isOver()) {
                    return false;
                } else {
                    socket.awaitReadable(deadline);
                }
            }
        } catch (IOException e) {
            // A reset is the end too: the peer was killed with bytes of ours unread.
            throw ended(e);
        }
        throw isClosed()
                ? new EOFException("The connection is closed")
                : new EOFException("The other side has closed the connection or has ended");
    }

    private static EOFException ended(IOException cause) {
        var end = new EOFException("The connection is closed");
        end.initCause(cause);
        return end;
    }

    /** Whether this side has closed the socket. */
    public boolean isClosed() {
        return !socket.isOpen();
    }

    /** Closes the socket; the peer reads what was sent, and then the end. */
    @Override
    public void close() {
        socket.close();
    }
}
