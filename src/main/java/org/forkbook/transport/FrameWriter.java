package org.forkbook.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A frame being built: a head of small values, and attachments, which are large buffers and arrays that are sent as they
 * are, without a copy in memory.
 *
 * <p>What is written here in some order is read by {@link FrameReader} in the same order. Not for use by two threads.
 */
public final class FrameWriter {
    /** From this size on, bytes travel beside the head instead of being copied into it. */
    static final int ATTACH_FROM = 8 * 1024;

    private ByteBuffer head = ByteBuffer.allocate(256).order(ByteOrder.BIG_ENDIAN);
    private final List<Object> attachments = new ArrayList<>(2);

    /** Adds one byte. */
    public FrameWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Adds a truth value. */
    public FrameWriter putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
    }

    /** Adds four bytes. */
    public FrameWriter putInt(int value) {
        room(4).putInt(value);
        return this;
    }

    /** Adds eight bytes. */
    public FrameWriter putLong(long value) {
        room(8).putLong(value);
        return this;
    }

    /** Adds a text of any length and any characters, unpaired surrogates replaced. */
    public FrameWriter putString(String value) {
        return putBytes(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds the remaining bytes of a buffer, which is not to be modified until the frame has been sent. */
    public FrameWriter putBytes(ByteBuffer bytes) {
        int size = bytes.remaining();
        putInt(size);
        if (size < ATTACH_FROM) {
            room(size).put(bytes.duplicate());
        } else {
            attachments.add(bytes.duplicate());
        }
        return this;
    }

    /**
     * Adds an array that has a {@linkplain PrimitiveArrays#kindOf kind} and less than 2 GiB. It is not to be modified until
     * the frame has been sent.
     */
    public FrameWriter putArray(Object array) {
        int size = Math.toIntExact(PrimitiveArrays.sizeOf(array));
        putByte(PrimitiveArrays.kindOf(array)).putInt(size);
        if (size < ATTACH_FROM) {
            PrimitiveArrays.write(array, 0, room(size));
        } else {
            attachments.add(array);
        }
        return this;
    }

    /** How many bytes it has so far. */
    public long length() {
        return head.position() + sizeOfAll(attachments);
    }

    /** The bytes of all attachments. No stream: a process that starts has used none yet, and that takes time. */
    static long sizeOfAll(List<Object> attachments) {
        long sum = 0;
        for (var attachment : attachments) {
            sum += size(attachment);
        }
        return sum;
    }

    /** The bytes of an attachment. */
    static long size(Object attachment) {
        return attachment instanceof ByteBuffer bytes ? bytes.remaining() : PrimitiveArrays.sizeOf(attachment);
    }

    /** The head, ready to be read. */
    ByteBuffer head() {
        return head.duplicate().flip();
    }

    /** Byte buffers, and arrays that have a kind. */
    List<Object> attachments() {
        return attachments;
    }

    private ByteBuffer room(int size) {
        if (head.remaining() < size) {
            int wanted = Math.max(head.capacity() * 2, Math.addExact(head.position(), size));
            head = ByteBuffer.wrap(Arrays.copyOf(head.array(), wanted)).position(head.position());
        }
        return head;
    }
}
