package org.forkbook.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.forkbook.service.MaximumHeap;
import org.forkbook.service.MemoryReserve;
import org.jspecify.annotations.Nullable;

/**
 * The frames in the bytes of a socket, as they come in.
 *
 * <p>Of a frame that doesn't fit into the heap only the first bytes are kept, which say what it was, and the rest is read and
 * dropped: the socket is as good as before.
 */
final class FrameDecoder {

    private static final int CHUNK = 64 * 1024;
    /** What is kept of a frame that is too large. */
    static final int KEPT = 32;

    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();
    /** A frame that has not wholly arrived. */
    private @Nullable ByteBuffer partial;
    /** The length of the frame that was read last, or is being read, if it is too large; else 0. */
    private int oversize;
    /** How much is to be dropped when the kept bytes have come. */
    private int rest;

    /** Whether bytes are here of a frame that has not been handed out. */
    boolean hasBytes() {
        return partial != null || input.hasRemaining();
    }

    /** Whether a frame has been begun: then what is here is the rest of it. */
    boolean isInFrame() {
        return partial != null;
    }

    /** Moves bytes out as they are; not while a frame has been begun. */
    void drainTo(ByteBuffer out) {
        out.put(input);
    }

    /** Reads what is there; how many bytes those were, -1 at the end. */
    int read(SocketChannel socket) throws IOException {
        input.compact();
        try {
            return socket.read(input);
        } finally {
            input.flip();
        }
    }

    /** Reads until so many bytes are here and not one more; how many bytes those were, -1 at the end. */
    int readAtMost(SocketChannel socket, int most) throws IOException {
        input.compact().limit(most);
        try {
            return socket.read(input);
        } finally {
            input.flip();
        }
    }

    /** Takes what was read with {@link #readAtMost} once all of it is there. */
    @Nullable
    ByteBuffer take(int bytes) {
        return input.remaining() == bytes ? input : null;
    }

    /**
     * The next frame, if it is here; its first bytes, if {@link #oversize} isn't 0 then.
     *
     * @throws IOException if it can't be a frame
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
        var size = Math.min(frame.remaining(), input.remaining());
        frame.put(frame.position(), input, input.position(), size);
        frame.position(frame.position() + size);
        input.position(input.position() + size);
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

    /** How long the frame is that {@link #next} has just given, if it was too large to be kept; else 0. */
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
                return ByteBuffer.allocate(length); // That much the reserve has.
            }
            oversize = length;
            rest = length - KEPT;
            return ByteBuffer.allocate(KEPT);
        }
    }

    /** What to say of a frame that was too large for a process. */
    static String tooLarge(long bytes, String whose) {
        return "A message of " + bytes + " bytes doesn't fit into " + whose + " "
                + MaximumHeap.text() + " of heap. Give that JVM more (-Xmx), or send it in "
                + "pieces, or keep it in a SharedByteArray or another shared array";
    }
}
