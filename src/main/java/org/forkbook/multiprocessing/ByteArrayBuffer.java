package org.forkbook.multiprocessing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written, as many as come. */
final class ByteArrayBuffer {

    private ByteBuffer bytes = ByteBuffer.allocate(128);

    void putByte(byte value) {
        room(1).put(value);
    }

    void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void put(byte[] value) {
        room(value.length).put(value);
    }

    void put(ByteBuffer value) {
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

    /** What was written, ready to be read. */
    ByteBuffer buffer() {
        return bytes.duplicate().flip();
    }
}
