package org.forkbook.transport;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.forkbook.service.Deadline;
import org.forkbook.service.MaximumHeap;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries whole frames in both directions.
 *
 * <p>{@link #send} may be called by any thread: frames are never interleaved. One thread at a time may call {@link
 * #receive}.
 *
 * <p>An interrupt of the calling thread affects neither; it is kept.
 *
 * <p>Wire format: a magic number, the head's length, the number of attachments; for each attachment the kind of
 * array, or that it is bytes, and its length in bytes; the head; the attachments. A length that is invalid or doesn't
 * fit into memory causes a {@link ProtocolException}, after which the channel is unusable.
 */
public final class FrameChannel implements AutoCloseable {
    private static final int MAGIC = 0x464B4231; // "FKB1"
    private static final int MAX_ATTACHMENTS = 1 << 20;
    /** The maximum of one system call: a larger heap buffer would make the JDK allocate as much direct memory. */
    private static final int CHUNK = 256 * 1024;

    private final ByteTransport socket;
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();

    private final Object sending = new Object();
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK); // guarded by sending

    private FrameChannel(ByteTransport socket) {
        this.socket = socket;
    }

    /** Wraps a connected socket and takes ownership of it. */
    public static FrameChannel over(SocketChannel socket) throws IOException {
        return over(new NonBlockingSocket(socket));
    }

    /** Uses a connection, and takes ownership of it. */
    public static FrameChannel over(ByteTransport connection) {
        return new FrameChannel(connection);
    }

    /**
     * Sends a frame; returns when the operating system has taken all of it.
     *
     * @throws IOException if the peer has closed the connection, or this channel was closed
     */
    public void send(FrameWriter frame) throws IOException {
        var head = frame.head();
        var attachments = frame.attachments();
        synchronized (sending) {
            output.clear();
            output.putInt(MAGIC).putInt(head.remaining()).putInt(attachments.size());
            for (var attachment : attachments) {
                reserve(5);
                output.put(kindOf(attachment)).putInt((int) FrameWriter.size(attachment));
            }
            copy(head);
            for (var attachment : attachments) {
                if (!(attachment instanceof ByteBuffer bytes)) {
                    copy(attachment);
                } else if (bytes.isDirect()) {
                    drain();
                    socket.write(bytes, false);
                } else {
                    copy(bytes);
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
            BufferCopy.transfer(source, output);
        }
    }

    private static byte kindOf(Object attachment) {
        return (byte) (attachment instanceof ByteBuffer ? PrimitiveArrays.NONE : PrimitiveArrays.kindOf(attachment));
    }

    private void copy(Object array) throws IOException {
        int length = Array.getLength(array);
        for (int sent = 0; sent < length; ) {
            reserve(Long.BYTES);
            sent += PrimitiveArrays.write(array, sent, output);
        }
    }

    private void drain() throws IOException {
        socket.write(output.flip(), false);
        output.clear();
    }

    /**
     * Waits for the next frame.
     *
     * @return null at the end: the peer has closed or ended, or this channel was closed
     * @throws ProtocolException if what arrives is not a frame
     * @throws EOFException if the connection ends in the middle of a frame
     * @throws IOException if the socket fails
     */
    public @Nullable FrameReader receive() throws IOException {
        return receive(Integer.MAX_VALUE);
    }

    /**
     * Waits for the next frame from a peer that is not authenticated yet.
     *
     * @param most the maximum size of the frame in bytes
     * @return null at the end, as {@link #receive()}
     * @throws ProtocolException if what arrives is not a frame, or announces more
     */
    public @Nullable FrameReader receive(int most) throws IOException {
        if (!input.hasRemaining() && !fill()) {
            return null;
        }
        if (nextInt() != MAGIC) {
            throw new ProtocolException("not a frame: the other side doesn't speak this protocol, or is out of step");
        }
        int headLength = nextInt();
        int attachmentCount = nextInt();
        if (attachmentCount < 0 || attachmentCount > Math.min(most, MAX_ATTACHMENTS)) {
            throw new ProtocolException("a frame announces " + attachmentCount + " attachments");
        }
        List<Object> attachments = attachmentCount == 0 ? List.of() : new ArrayList<>();
        var kinds = new char[attachmentCount];
        var lengths = new int[attachmentCount];
        for (int i = 0; i < attachmentCount; i++) {
            kinds[i] = (char) nextByte();
            lengths[i] = nextInt();
        }
        if (most < Integer.MAX_VALUE) {
            bound(most, headLength, lengths);
        }
        var head = nextBytes(headLength);
        for (int i = 0; i < attachmentCount; i++) {
            attachments.add(kinds[i] == PrimitiveArrays.NONE ? nextBytes(lengths[i]) : nextArray(kinds[i], lengths[i]));
        }
        return new FrameReader(head, attachments);
    }

    private static void bound(int most, int headLength, int[] lengths) throws ProtocolException {
        long sum = headLength;
        for (int length : lengths) {
            sum += Math.max(0, length);
        }
        if (sum > most) {
            throw new ProtocolException("a frame announces " + sum + " bytes, where at most " + most + " are expected");
        }
    }

    /**
     * Waits until data has arrived, or the connection has ended; unlike {@link #receive}, it can be interrupted.
     *
     * @return whether {@link #receive} has something to read or an end to report; false if the deadline passes first
     */
    public boolean poll(Deadline deadline) throws IOException, InterruptedException {
        return input.hasRemaining() || socket.awaitReadable(deadline);
    }

    private int nextInt() throws IOException {
        if (input.remaining() >= 4) {
            return input.getInt();
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | nextByte();
        }
        return value;
    }

    private int nextByte() throws IOException {
        if (!input.hasRemaining()) {
            fillOrFail();
        }
        return input.get() & 0xff;
    }

    private Object nextArray(char kind, int size) throws IOException {
        int elementSize = PrimitiveArrays.elementSize(kind);
        if (elementSize == 0 || size % elementSize != 0) {
            throw new ProtocolException(
                    "a frame announces an array of the kind " + (int) kind + ", " + size + " bytes");
        }
        int length = size / elementSize;
        var array = allocate(size, () -> PrimitiveArrays.allocate(kind, length));
        for (int read = 0; read < length; ) {
            while (input.remaining() < elementSize) {
                fillOrFail();
            }
            read += PrimitiveArrays.read(array, read, input);
        }
        return array;
    }

    private ByteBuffer nextBytes(int length) throws IOException {
        var bytes = allocate(length, () -> ByteBuffer.allocate(length));
        while (bytes.hasRemaining()) {
            if (!input.hasRemaining()) {
                fillOrFail();
            }
            BufferCopy.transfer(input, bytes);
        }
        return bytes.flip();
    }

    private static <T> T allocate(int length, Supplier<T> space) throws ProtocolException {
        if (length < 0) {
            throw new ProtocolException("a frame announces " + length + " bytes");
        }
        try {
            return space.get();
        } catch (OutOfMemoryError e) {
            var failure = new ProtocolException("a frame of " + length + " bytes doesn't fit into this process's "
                    + MaximumHeap.text() + " of heap. Give the JVM more: -Xmx");
            failure.initCause(e);
            throw failure;
        }
    }

    private void fillOrFail() throws IOException {
        if (!fill()) {
            throw new EOFException("the other side closed the connection in the middle of a frame");
        }
    }

    /** Reads what is available behind the unconsumed bytes, waiting for at least one byte; false at the end. */
    private boolean fill() throws IOException {
        input.compact();
        try {
            int count = socket.read(input);
            while (count == 0) {
                socket.awaitReadable();
                count = socket.read(input);
            }
            return count > 0;
        } finally {
            input.flip();
        }
    }

    /** Closes the socket: both sides' readers see the end, and senders fail. Harmless when called twice. */
    @Override
    public void close() {
        socket.close();
    }
}
