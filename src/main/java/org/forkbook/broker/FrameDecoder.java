package org.forkbook.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import org.forkbook.service.MaximumHeap;
import org.forkbook.service.MemoryReserve;
import org.forkbook.transport.BufferCopy;
import org.jspecify.annotations.Nullable;

/**
 * An incremental decoder of length-prefixed frames.
 *
 * <p>Of a frame that doesn't fit into the heap it keeps the first bytes, which tell what the frame was, and drops the
 * rest: the socket remains usable.
 */
final class FrameDecoder {

    private static final int CHUNK = 64 * 1024;
    /** How much is kept of a frame that is too large. */
    static final int KEPT = 32;

    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();
    /** A frame that has arrived in part. */
    private @Nullable ByteBuffer partial;
    /** The length of the latest frame if it is too large, else 0. */
    private int oversize;
    /** How much is still to be dropped after the kept bytes. */
    private int rest;

    /** Whether bytes are buffered that belong to a frame not yet handed out. */
    boolean hasBytes() {
        return partial != null || input.hasRemaining();
    }

    /** Whether a frame is incomplete: the buffered bytes continue it. */
    boolean isInFrame() {
        return partial != null;
    }

    /** Moves buffered bytes out unchanged; not while a frame is incomplete. */
    void drainTo(ByteBuffer out) {
        out.put(input);
    }

    /** Reads what is available; returns the number of bytes, -1 at the end. */
    int read(ReadableByteChannel socket) throws IOException {
        input.compact();
        try {
            return socket.read(input);
        } finally {
            input.flip();
        }
    }

    /** Reads until exactly this many bytes are buffered; returns the number of bytes just read, -1 at the end. */
    int readAtMost(SocketChannel socket, int most) throws IOException {
        input.compact().limit(most);
        try {
            return socket.read(input);
        } finally {
            input.flip();
        }
    }

    /** The bytes read by {@link #readAtMost}, once they are complete. */
    @Nullable
    ByteBuffer take(int bytes) {
        return input.remaining() == bytes ? input : null;
    }

    /**
     * The next frame, if it is complete; only its first bytes if {@link #oversize} isn't 0 afterwards.
     *
     * @throws IOException if the bytes are no frame
     */
    @Nullable
    ByteBuffer next() throws IOException {
        var frame = partial;
        if (frame == null) {
            if (input.remaining() < Integer.BYTES) {
                return null;
            }
            frame = begin(input.getInt());
            partial = frame;
        }
        BufferCopy.transfer(input, frame);
        if (frame.hasRemaining()) {
            return null;
        }
        var dropped = Math.min(rest, input.remaining());
        input.position(input.position() + dropped);
        rest -= dropped;
        if (rest > 0) {
            return null;
        }
        partial = null;
        return frame.flip();
    }

    /** The length of the frame that {@link #next} has just returned, if it was too large to be kept; else 0. */
    int oversize() {
        return oversize;
    }

    private ByteBuffer begin(int length) throws IOException {
        if (length < 0) {
            throw new IOException("The other side doesn't speak this protocol, or is out of step");
        }
        oversize = 0;
        try {
            return ByteBuffer.allocate(length);
        } catch (OutOfMemoryError e) {
            MemoryReserve.release();
            if (length <= ClientSession.LARGE) {
                return ByteBuffer.allocate(length); // The reserve that was just released has room for this.
            }
            oversize = length;
            rest = length - KEPT;
            return ByteBuffer.allocate(KEPT);
        }
    }

    /** The message about a frame that is too large for a process. */
    static String tooLarge(long bytes, String whose) {
        return "A message of " + bytes + " bytes doesn't fit into " + whose + " "
                + MaximumHeap.text() + " of heap. Give that JVM more (-Xmx), or send it in "
                + "pieces, or keep it in a SharedByteArray or another shared array";
    }
}
