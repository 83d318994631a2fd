package org.forkbook.shm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sixty-four bytes of shared memory, a cache line: room for one value that processes share, or for a lock's state. It is
 * zeroed at first.
 *
 * <p>Cells lie together in one segment, because a segment takes an open file and at least a page.
 */
public final class CacheLine {

    /** The size of a cell. */
    public static final int BYTES = 64;

    /** Reads and writes a {@code long} of a buffer with all memory orders that there are. */
    public static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** The same for an {@code int}. */
    public static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** The same for a {@code double}, but for arithmetic; values are compared by their bits. */
    public static final VarHandle DOUBLE =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.nativeOrder());

    private final Segment segment;
    private final int offset;
    private final SlabAllocator.Slot slot;

    CacheLine(Segment segment, int offset, SlabAllocator.Slot slot) {
        this.segment = segment;
        this.offset = offset;
        this.slot = slot;
    }

    /** A new cell. */
    public static CacheLine allocate() {
        return SlabAllocator.allocate();
    }

    /** The cell that a reference stands for. */
    public static CacheLine attach(CacheLineReference reference) {
        return new CacheLine(Segment.attach(reference.segment()), reference.offset(), SlabAllocator.Slot.FOREIGN);
    }

    /** How another process finds it. Whoever has asked is held to have told one: the cell is not used for another value. */
    public CacheLineReference reference() {
        slot.escape();
        return new CacheLineReference(segment.reference(), offset);
    }

    /**
     * As {@link #reference()}, for one who keeps the cell as long as anybody may use it: it is used for another value when it
     * has been collected.
     */
    public CacheLineReference referenceWhileKept() {
        return new CacheLineReference(segment.reference(), offset);
    }

    /** As {@link Segment#retain()}. */
    public void retain() {
        segment.retain();
    }

    /** What tells it from every other cell, in any process. */
    public Object identity() {
        return CacheLineReference.identity(segment.id(), offset);
    }

    /** The buffer in which it lies. */
    public ByteBuffer memory() {
        return segment.memory();
    }

    /** Where in that buffer it begins. */
    public int offset() {
        return offset;
    }
}
