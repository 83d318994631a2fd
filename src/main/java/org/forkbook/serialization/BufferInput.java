package org.forkbook.serialization;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** An input stream that reads a {@link ByteBuffer}. */
final class BufferInput extends InputStream {

    private final ByteBuffer buffer;

    BufferInput(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int read() {
        return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (!buffer.hasRemaining() && length > 0) {
            return -1;
        }
        var count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return buffer.remaining();
    }
}
