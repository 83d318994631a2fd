package org.forkbook.multiprocessing.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array. */
public final class ByteArrayBuilder {

    private ByteBuffer bytes = ByteBuffer.allocate(128);

    public void putByte(byte value) {
        room(1).put(value);
    }

    public void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    public void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void put(byte[] value) {
        room(value.length).put(value);
    }

    public void put(ByteBuffer value) {
        room(value.remaining()).put(value.duplicate());
    }

    void putString(String value) {
        var utf8 = value.getBytes(StandardCharsets.UTF_8);
        putInt(utf8.length);
        put(utf8);
    }

    private ByteBuffer room(int size) {
        if (bytes.remaining() < size) {
            var needed = Math.addExact(bytes.position(), size);
            var wanted = (int) Math.min(Math.max(2L * bytes.capacity(), needed), Integer.MAX_VALUE - 64L);
            var position = bytes.position();
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), Math.max(wanted, needed)))
                    .position(position);
        }
        return bytes;
    }

    /** What has been written, as a buffer to read. */
    public ByteBuffer buffer() {
        return bytes.duplicate().flip();
    }
}
