package org.forkbook.serialization;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing in-memory output stream for one thread: an object stream writes many short runs, and a synchronized
 * stream would take a lock for each.
 */
final class BufferOutput extends OutputStream {

    /** The largest array that every JVM can allocate. */
    private static final int MAXIMUM = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[512];
    private int count;

    @Override
    public void write(int value) {
        reserve(1);
        bytes[count++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, count, length);
        count += length;
    }

    private void reserve(int length) {
        if (length > bytes.length - count) {
            if (length > MAXIMUM - count) {
                throw new OutOfMemoryError("an object stream of more than 2 GB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAXIMUM, Math.max(2L * bytes.length, count + length)));
        }
    }

    int size() {
        return count;
    }

    /** What has been written, as a read-only buffer; nothing may be written afterwards. */
    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, count).slice().asReadOnlyBuffer();
    }
}
