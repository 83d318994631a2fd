package org.forkbook.multiprocessing.shared;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import org.forkbook.shm.Segment;
import org.forkbook.shm.SegmentReference;
import org.forkbook.shm.WeakInterner;

/**
 * An array of primitives in memory that several processes share: what arrays of all types have in common.
 *
 * <p>Its segment holds the elements after a header of eight bytes with their number.
 */
public abstract sealed class SharedArray implements Serializable, AutoCloseable
        permits SharedByteArray, SharedIntArray, SharedLongArray, SharedDoubleArray {
    private static final long serialVersionUID = 1L;
    private static final WeakInterner<UUID, SharedArray> KNOWN = new WeakInterner<>();

    private static final int HEADER = Long.BYTES;
    private static final int BLOCK = 8192;

    private final transient Kind kind;
    private final transient Segment segment;
    private final transient int shift;
    private final transient int length;
    private transient ByteBuffer memory;
    /** The length, or negative once it has been closed. */
    private transient int limit;

    SharedArray(Kind kind, Segment segment) {
        this.kind = kind;
        this.segment = segment;
        shift = Integer.numberOfTrailingZeros(kind.elementBytes);
        memory = segment.memory();
        length = memory.getInt(0);
        limit = length;
    }

    /** Allocates the segment of a new array. */
    static Segment allocate(int length, Kind kind) {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative, got " + length);
        }
        var segment = Segment.allocate(HEADER + ((long) length * kind.elementBytes + 3 & ~3L));
        segment.memory().putInt(0, length);
        return segment;
    }

    /** Registers a new array, so that a reference to it resolves to the same object. */
    static <T extends SharedArray> T known(T array) {
        KNOWN.add(((SharedArray) array).segment.id(), array);
        return array;
    }

    final ByteBuffer memory() {
        return memory;
    }

    /** The offset of an element in the memory. */
    final int at(int index) {
        if (index < 0 || index >= limit) {
            throw outside(index, 1);
        }
        return HEADER + (index << shift);
    }

    /** The bytes of a range of elements. */
    final ByteBuffer bytes(int index, int count) {
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

    private boolean isClosed() {
        return limit < length;
    }

    /** Sets every element to the one in a buffer. */
    final void fillWith(ByteBuffer element) {
        var size = 1 << shift;
        var block = new byte[Math.max(size, Math.min(length << shift, BLOCK))];
        element.get(0, block, 0, size);
        for (var done = size; done < block.length; done *= 2) {
            System.arraycopy(block, 0, block, done, Math.min(done, block.length - done));
        }
        for (var index = 0; index < length; index += block.length >> shift) {
            var part = bytes(index, Math.min(block.length >> shift, length - index));
            part.put(block, 0, part.remaining());
        }
    }

    /** A copy of the elements: an array of the primitive type. */
    abstract Object toArray();

    /** The number of elements. */
    public int length() {
        return length;
    }

    /** Closes the array in this process, where every later use throws {@link IllegalStateException}. */
    @Override
    public void close() {
        limit = -1;
        // The memory isn't unmapped here: another thread that is reading it would crash the process. The garbage
        // collector unmaps it.
        memory = ByteBuffer.allocate(0);
        KNOWN.remove(segment.id());
        segment.close();
    }

    @Override
    public String toString() {
        if (isClosed()) {
            return getClass().getSimpleName() + " (closed)";
        }
        var bracketed = Arrays.deepToString(new Object[] {toArray()}); // It knows all types of elements.
        return bracketed.substring(1, bracketed.length() - 1);
    }

    /** Not private: it must also apply to subclasses. */
    final Object writeReplace() {
        if (isClosed()) {
            throw outside(0, 1);
        }
        return new Reference(getClass(), kind, segment);
    }

    enum Kind {
        BYTE(Byte.BYTES, SharedByteArray::new),
        INT(Integer.BYTES, SharedIntArray::new),
        LONG(Long.BYTES, SharedLongArray::new),
        DOUBLE(Double.BYTES, SharedDoubleArray::new);

        private final int elementBytes;

        @SuppressWarnings("ImmutableEnumChecker") // Constructor references, which capture nothing.
        private final Function<Segment, SharedArray> attach;

        Kind(int elementBytes, Function<Segment, SharedArray> attach) {
            this.elementBytes = elementBytes;
            this.attach = attach;
        }
    }

    /** The serialized form of a shared array, which is resolved to the array where it is deserialized. */
    private static final class Reference extends MemoryReference {
        private static final long serialVersionUID = 1L;

        private final Kind kind;
        private final SegmentReference reference;

        Reference(Class<?> type, Kind kind, Segment segment) {
            super(type, segment::retain);
            this.kind = kind;
            this.reference = segment.reference();
        }

        private Object readResolve() {
            return KNOWN.resolve(reference.id(), () -> kind.attach.apply(Segment.attach(reference)));
        }
    }
}
