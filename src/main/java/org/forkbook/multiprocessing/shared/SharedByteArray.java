package org.forkbook.multiprocessing.shared;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.Segment;

/**
 * An array of {@code byte} that several processes share: atomic
 * operations on bytes across processes.
 *
 * <p>Captured by a task or passed as an argument it is the same array in the worker: nothing is copied. Every operation on
 * one element is atomic and seen by all processes at once; those on many elements ({@link #read}, {@link #write},
 * {@link #fill}, {@link #toArray}) are fast copies, element by element in no order. The memory goes back to the system with
 * the last process that has the array, or earlier with {@link #close()} in each.
 *
 * <pre>{@code
 * var seen = SharedByteArray.create(1000);
 * try (var pool = new ProcessPool()) {
 *     pool.map(i -> seen.getAndAdd(i % 10, 1), IntStream.range(0, 1000).boxed().toList());
 * }
 * System.out.println(seen.get(9));
 * }</pre>
 */
public final class SharedByteArray extends SharedArray {
    private static final long serialVersionUID = 1L;

    SharedByteArray(Segment segment) {
        super(Kind.BYTE, segment);
    }

    /**
     * Creates an array of zeros.
     *
     * @throws IllegalArgumentException if the length is negative, or its elements take more than 2 GiB
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the system doesn't have that much shared memory
     */
    public static SharedByteArray create(int length) {
        return known(new SharedByteArray(allocate(length, Kind.BYTE)));
    }

    /** Creates an array with the elements of another. */
    public static SharedByteArray copyOf(byte... values) {
        var copy = create(values.length);
        copy.write(0, values);
        return copy;
    }

    /** The element at an index. */
    public byte get(int index) {
        return (byte) (word(index) >> shift(index));
    }

    /** Sets the element at an index. */
    public void set(int index, byte value) {
        memory().put(at(index), value);
        VarHandle.fullFence();
    }

    /** Sets an element and returns the previous value. */
    public byte getAndSet(int index, byte value) {
        return getAndUpdate(index, before -> value);
    }

    /** Sets an element if it is {@code expected}; returns whether it was. */
    public boolean compareAndSet(int index, byte expected, byte value) {
        while (true) {
            var word = word(index);
            if ((byte) (word >> shift(index)) != expected) {
                return false;
            }
            if (replace(index, word, value)) {
                return true;
            }
        }
    }

    /** Adds to an element, modulo 256, and returns its previous value. */
    public byte getAndAdd(int index, int delta) {
        return getAndUpdate(index, before -> before + delta);
    }

    /** Adds to an element, modulo 256, and returns the sum. */
    public byte addAndGet(int index, int delta) {
        return (byte) (getAndAdd(index, delta) + delta);
    }

    /** Applies a function without side effects, repeated if another thread changed a neighbour meanwhile; returns the previous value. */
    public byte getAndUpdate(int index, IntUnaryOperator update) {
        while (true) {
            var word = word(index);
            var before = (byte) (word >> shift(index));
            if (replace(index, word, (byte) update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Four bytes are the smallest unit of an atomic update here: an element is updated with its three neighbours. */
    private int word(int index) {
        return (int) CacheLine.INT.getVolatile(memory(), at(index) & ~3);
    }

    private boolean replace(int index, int word, byte value) {
        var shift = shift(index);
        var changed = (word & ~(0xFF << shift)) | ((value & 0xFF) << shift);
        return CacheLine.INT.compareAndSet(memory(), at(index) & ~3, word, changed);
    }

    private int shift(int index) {
        var place = at(index) & 3;
        return 8 * (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? place : 3 - place);
    }

    /** The elements as a buffer, for code that works on buffers; it stays usable when the array is closed. */
    public ByteBuffer asBuffer() {
        return bytes(0, length());
    }

    /** Copies elements from {@code index} on into {@code target}, as many as it holds. */
    public void read(int index, byte[] target) {
        bytes(index, target.length).get(target);
    }

    /** Copies all of {@code source} to the elements from {@code index} on. */
    public void write(int index, byte[] source) {
        bytes(index, source.length).put(source);
    }

    /** Sets every element. */
    public void fill(byte value) {
        fillWith(ByteBuffer.allocate(1).put(0, value));
    }

    /** A copy of the elements. */
    @Override
    public byte[] toArray() {
        var copy = new byte[length()];
        read(0, copy);
        return copy;
    }
}
