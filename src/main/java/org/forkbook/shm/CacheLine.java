package org.forkbook.shm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A cache line of shared memory: 64 bytes, initially zero, which hold one value that processes share, or a lock's
 * state.
 *
 * <p>Many lines share one segment, because a segment costs an open file and at least a page. A line of its own for
 * each value avoids false sharing.
 */
public final class CacheLine {

    /** The size of a cache line. */
    public static final int BYTES = 64;

    /** Access to a {@code long} of a buffer in every memory order. */
    public static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** The same for an {@code int}. */
    public static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** The same for a {@code double}, without arithmetic; compare-and-set compares bits. */
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

    /** Allocates a cache line. */
    public static CacheLine allocate() {
        return SlabAllocator.allocate();
    }

    /** Maps the cache line of a reference. */
    public static CacheLine attach(CacheLineReference reference) {
        return new CacheLine(Segment.attach(reference.segment()), reference.offset(), SlabAllocator.Slot.FOREIGN);
    }

    /**
     * A reference for other processes. From this call on the line counts as published: its memory is never reused for
     * another value.
     */
    public CacheLineReference reference() {
        slot.escape();
        return new CacheLineReference(segment.reference(), offset);
    }

    /**
     * As {@link #reference()}, for a caller that keeps this object as long as any process may use the line: its
     * memory is reused once this object has been collected.
     */
    public CacheLineReference referenceWhileKept() {
        return new CacheLineReference(segment.reference(), offset);
    }

    /** As {@link Segment#retain()}. */
    public void retain() {
        segment.retain();
    }

    /** The identity of this cache line, equal in all processes. */
    public Object identity() {
        return CacheLineReference.identity(segment.id(), offset);
    }

    /** The buffer that contains the line. */
    public ByteBuffer memory() {
        return segment.memory();
    }

    /** The line's offset in that buffer. */
    public int offset() {
        return offset;
    }
}
