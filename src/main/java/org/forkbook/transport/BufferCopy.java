package org.forkbook.transport;

import java.nio.ByteBuffer;

/** A bulk copy between buffers of different sizes. */
public final class BufferCopy {

    private BufferCopy() {}

    /** Copies as much as the one has and the other has room for. */
    public static void transfer(ByteBuffer from, ByteBuffer to) {
        int size = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), size);
        to.position(to.position() + size);
        from.position(from.position() + size);
    }
}
