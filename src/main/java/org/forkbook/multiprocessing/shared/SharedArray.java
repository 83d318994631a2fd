package org.forkbook.multiprocessing.shared;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.forkbook.shm.Segment;
import org.forkbook.shm.SegmentReference;

/**
 * The common part of shared arrays of all types: a segment that holds elements of one size, after a header of eight
 * bytes with their number.
 */
final class SharedArray {

    private static final int HEADER = Long.BYTES;

    private final Segment segment;
    private final int shift;
    private final int length;
    private ByteBuffer memory;
    /** The length, or zero once it has been closed. */
    private int limit;

    SharedArray(Segment segment, int elementBytes) {
        this.segment = segment;
        shift = Integer.numberOfTrailingZeros(elementBytes);
        memory = segment.memory();
        length = memory.getInt(0);
        limit = length;
    }

    static Segment allocate(int length, int elementBytes) {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative, got " + length);
        }
        var segment = Segment.allocate(HEADER + ((long) length * elementBytes + 3 & ~3L));
        segment.memory().putInt(0, length);
        return segment;
    }

    ByteBuffer memory() {
        return memory;
    }

    int length() {
        return length;
    }

    boolean isClosed() {
        return limit < length;
    }

    /** The offset of an element in the memory. */
    int at(int index) {
        if (index < 0 || index >= limit) {
            throw outside(index, 1);
        }
        return HEADER + (index << shift);
    }

    /** The bytes of a range of elements. */
    ByteBuffer bytes(int index, int count) {
        if (index < 0 || count > limit - index) {
            throw outside(index, count);
        }
        return memory.slice(HEADER + (index << shift), count << shift).order(ByteOrder.nativeOrder());
    }

    private RuntimeException outside(int index, int count) {
        if (isClosed()) {
            return new IllegalStateException("This shared array was closed in this process");
        }
        return new IndexOutOfBoundsException("Index " + index + (count == 1 ? "" : " (" + count + " elements)")
                + " is outside a shared array of length " + length);
    }

    UUID id() {
        return segment.id();
    }

    SegmentReference reference() {
        if (isClosed()) {
            throw outside(0, 1);
        }
        return segment.reference();
    }

    void linger() {
        segment.retain();
    }

    /**
     * The memory isn't unmapped here: another thread that is reading it would crash the process. The garbage
     * collector unmaps it.
     */
    void close() {
        limit = -1;
        memory = ByteBuffer.allocate(0);
        ArrayReference.forget(segment.id());
        segment.close();
    }
}
