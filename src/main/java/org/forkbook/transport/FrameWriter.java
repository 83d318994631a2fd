package org.forkbook.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A builder of one frame: a head of small values, and attachments, which are large buffers and arrays that are sent
 * without a copy in memory.
 *
 * <p>{@link FrameReader} reads the values in the order in which they were written here. Not thread-safe.
 */
public final class FrameWriter {
    /** From this size on, bytes become an attachment instead of being copied into the head. */
    static final int ATTACH_FROM = 8 * 1024;

    private ByteBuffer head = ByteBuffer.allocate(256).order(ByteOrder.BIG_ENDIAN);
    private final List<Object> attachments = new ArrayList<>(2);

    /** Adds one byte. */
    public FrameWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Adds a boolean. */
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

    /** Adds a string of any length; unpaired surrogates are replaced. */
    public FrameWriter putString(String value) {
        return putBytes(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds the remaining bytes of a buffer, which must not be modified until the frame has been sent. */
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
     * Adds an array that has a {@linkplain PrimitiveArrays#kindOf kind} and less than 2 GiB. It must not be modified
     * until the frame has been sent.
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

    /** The size of the frame so far, in bytes. */
    public long length() {
        return head.position() + sizeOfAll(attachments);
    }

    /** The size of all attachments in bytes. No stream, because the first stream of a process costs start-up time. */
    static long sizeOfAll(List<Object> attachments) {
        long sum = 0;
        for (var attachment : attachments) {
            sum += size(attachment);
        }
        return sum;
    }

    /** The size of an attachment in bytes. */
    static long size(Object attachment) {
        return attachment instanceof ByteBuffer bytes ? bytes.remaining() : PrimitiveArrays.sizeOf(attachment);
    }

    /** The head, ready to be read. */
    ByteBuffer head() {
        return head.duplicate().flip();
    }

    /** The attachments: byte buffers, and arrays that have a kind. */
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
