package org.forkbook.serialization;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array for one thread, with numbers in big-endian order. It is an output stream as well: an object
 * stream writes many short runs, and the JDK's own growing stream would take a lock for each.
 */
public final class ByteArrayBuilder extends OutputStream {

    /** The largest array that every JVM can allocate. */
    private static final int MAXIMUM = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int count;

    /** An empty array. */
    public ByteArrayBuilder() {
        this(256);
    }

    ByteArrayBuilder(int capacity) {
        bytes = new byte[capacity];
    }

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

    void putShort(int value) {
        reserve(Short.BYTES);
        append(value);
    }

    /** Adds an {@code int}. */
    public void putInt(int value) {
        reserve(Integer.BYTES);
        append(value >> 16);
        append(value);
    }

    /** Adds a {@code long}. */
    public void putLong(long value) {
        reserve(Long.BYTES);
        append((int) (value >> 48));
        append((int) (value >> 32));
        append((int) (value >> 16));
        append((int) value);
    }

    private void append(int twoBytes) {
        bytes[count++] = (byte) (twoBytes >> 8);
        bytes[count++] = (byte) twoBytes;
    }

    /** Adds the remaining bytes of a buffer, which stays as it is. */
    public void put(ByteBuffer value) {
        var length = value.remaining();
        reserve(length);
        value.get(value.position(), bytes, count, length);
        count += length;
    }

    /** Adds the number of a buffer's remaining bytes, and these. */
    public void putSized(ByteBuffer value) {
        putInt(value.remaining());
        put(value);
    }

    /** Adds the length of a text in UTF-8, and the text. */
    public void putString(String value) {
        putSized(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private void reserve(int length) {
        if (length > bytes.length - count) {
            if (length > MAXIMUM - count) {
                throw new OutOfMemoryError("more than 2 GB in one message");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAXIMUM, Math.max(2L * bytes.length, count + length)));
        }
    }

    int size() {
        return count;
    }

    /** What has been written, as a buffer; nothing may be written afterwards. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, count).slice();
    }
}
