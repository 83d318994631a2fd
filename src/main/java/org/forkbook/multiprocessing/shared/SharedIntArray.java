package org.forkbook.multiprocessing.shared;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.Segment;

/**
 * An array of {@code int} that several processes share: an {@link java.util.concurrent.atomic.AtomicIntegerArray} across
 * processes.
 *
 * <p>Captured by a task or passed as an argument it is the same array in the worker: nothing is copied. Every operation on
 * one element is atomic and seen by all processes at once; those on many elements ({@link #read}, {@link #write},
 * {@link #fill}, {@link #toArray}) are fast copies, element by element in no order. The memory goes back to the system with
 * the last process that has the array, or earlier with {@link #close()} in each.
 *
 * <pre>{@code
 * var squares = SharedIntArray.create(1000);
 * try (var pool = new ProcessPool()) {
 *     pool.map(i -> { squares.set(i, i * i); return i; }, IntStream.range(0, 1000).boxed().toList());
 * }
 * System.out.println(squares.get(999));
 * }</pre>
 */
public final class SharedIntArray extends SharedArray {
    private static final long serialVersionUID = 1L;

    SharedIntArray(Segment segment) {
        super(Kind.INT, segment);
    }

    /**
     * Creates an array of zeros.
     *
     * @throws IllegalArgumentException if the length is negative, or its elements take more than 2 GiB
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the system doesn't have that much shared memory
     */
    public static SharedIntArray create(int length) {
        return known(new SharedIntArray(allocate(length, Kind.INT)));
    }

    /** Creates an array with the elements of another. */
    public static SharedIntArray copyOf(int... values) {
        var copy = create(values.length);
        copy.write(0, values);
        return copy;
    }

    /** The element at an index. */
    public int get(int index) {
        return (int) CacheLine.INT.getVolatile(memory(), at(index));
    }

    /** Sets the element at an index. */
    public void set(int index, int value) {
        CacheLine.INT.setVolatile(memory(), at(index), value);
    }

    /** Sets an element and returns the previous value. */
    public int getAndSet(int index, int value) {
        return (int) CacheLine.INT.getAndSet(memory(), at(index), value);
    }

    /** Sets an element if it is {@code expected}; returns whether it was. */
    public boolean compareAndSet(int index, int expected, int value) {
        return CacheLine.INT.compareAndSet(memory(), at(index), expected, value);
    }

    /** Adds to an element and returns its previous value. */
    public int getAndAdd(int index, int delta) {
        return (int) CacheLine.INT.getAndAdd(memory(), at(index), delta);
    }

    /** Adds to an element and returns the sum. */
    public int addAndGet(int index, int delta) {
        return getAndAdd(index, delta) + delta;
    }

    /** Adds one to an element and returns its previous value. */
    public int getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    /** Subtracts one from an element and returns its previous value. */
    public int getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    /** Adds one to an element and returns the sum. */
    public int incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /** Subtracts one from an element and returns the difference. */
    public int decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns the previous value. */
    public int getAndUpdate(int index, IntUnaryOperator update) {
        while (true) {
            var before = get(index);
            if (compareAndSet(index, before, update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns its result. */
    public int updateAndGet(int index, IntUnaryOperator update) {
        while (true) {
            var before = get(index);
            var after = update.applyAsInt(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Combines an element with {@code x}; returns its previous value. */
    public int getAndAccumulate(int index, int x, IntBinaryOperator combine) {
        return getAndUpdate(index, value -> combine.applyAsInt(value, x));
    }

    /** Combines an element with {@code x}; returns the result. */
    public int accumulateAndGet(int index, int x, IntBinaryOperator combine) {
        return updateAndGet(index, value -> combine.applyAsInt(value, x));
    }

    /** Copies elements from {@code index} on into {@code target}, as many as it holds. */
    public void read(int index, int[] target) {
        bytes(index, target.length).asIntBuffer().get(target);
    }

    /** Copies all of {@code source} to the elements from {@code index} on. */
    public void write(int index, int[] source) {
        bytes(index, source.length).asIntBuffer().put(source);
    }

    /** Sets every element. */
    public void fill(int value) {
        fillWith(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, value));
    }

    /** A copy of the elements. */
    @Override
    public int[] toArray() {
        var copy = new int[length()];
        read(0, copy);
        return copy;
    }

    /** The elements, each read when the stream comes to it. */
    public IntStream stream() {
        return IntStream.range(0, length()).map(this::get);
    }
}
