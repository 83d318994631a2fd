package org.forkbook.multiprocessing.shared;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.Segment;

/**
 * An array of {@code long} that several processes share: an {@link java.util.concurrent.atomic.AtomicLongArray} across
 * processes.
 *
 * <p>Captured by a task or passed as an argument it is the same array in the worker: nothing is copied. Every operation on
 * one element is atomic and seen by all processes at once; those on many elements ({@link #read}, {@link #write},
 * {@link #fill}, {@link #toArray}) are fast copies, element by element in no order. The memory goes back to the system with
 * the last process that has the array, or earlier with {@link #close()} in each.
 *
 * <pre>{@code
 * var squares = SharedLongArray.create(1000);
 * try (var pool = new ProcessPool()) {
 *     pool.map(i -> { squares.set(i, (long) i * i); return i; }, IntStream.range(0, 1000).boxed().toList());
 * }
 * System.out.println(squares.get(999));
 * }</pre>
 */
public final class SharedLongArray extends SharedArray {
    private static final long serialVersionUID = 1L;

    SharedLongArray(Segment segment) {
        super(Kind.LONG, segment);
    }

    /**
     * Creates an array of zeros.
     *
     * @throws IllegalArgumentException if the length is negative, or its elements take more than 2 GiB
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the system doesn't have that much shared memory
     */
    public static SharedLongArray create(int length) {
        return known(new SharedLongArray(allocate(length, Kind.LONG)));
    }

    /** Creates an array with the elements of another. */
    public static SharedLongArray copyOf(long... values) {
        var copy = create(values.length);
        copy.write(0, values);
        return copy;
    }

    /** The element at an index. */
    public long get(int index) {
        return (long) CacheLine.LONG.getVolatile(memory(), at(index));
    }

    /** Sets the element at an index. */
    public void set(int index, long value) {
        CacheLine.LONG.setVolatile(memory(), at(index), value);
    }

    /** Sets an element and returns the previous value. */
    public long getAndSet(int index, long value) {
        return (long) CacheLine.LONG.getAndSet(memory(), at(index), value);
    }

    /** Sets an element if it is {@code expected}; returns whether it was. */
    public boolean compareAndSet(int index, long expected, long value) {
        return CacheLine.LONG.compareAndSet(memory(), at(index), expected, value);
    }

    /** Adds to an element and returns its previous value. */
    public long getAndAdd(int index, long delta) {
        return (long) CacheLine.LONG.getAndAdd(memory(), at(index), delta);
    }

    /** Adds to an element and returns the sum. */
    public long addAndGet(int index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    /** Adds one to an element and returns its previous value. */
    public long getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    /** Subtracts one from an element and returns its previous value. */
    public long getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    /** Adds one to an element and returns the sum. */
    public long incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /** Subtracts one from an element and returns the difference. */
    public long decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns the previous value. */
    public long getAndUpdate(int index, LongUnaryOperator update) {
        while (true) {
            var before = get(index);
            if (compareAndSet(index, before, update.applyAsLong(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns its result. */
    public long updateAndGet(int index, LongUnaryOperator update) {
        while (true) {
            var before = get(index);
            var after = update.applyAsLong(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Combines an element with {@code x}; returns its previous value. */
    public long getAndAccumulate(int index, long x, LongBinaryOperator combine) {
        return getAndUpdate(index, value -> combine.applyAsLong(value, x));
    }

    /** Combines an element with {@code x}; returns the result. */
    public long accumulateAndGet(int index, long x, LongBinaryOperator combine) {
        return updateAndGet(index, value -> combine.applyAsLong(value, x));
    }

    /** Copies elements from {@code index} on into {@code target}, as many as it holds. */
    public void read(int index, long[] target) {
        bytes(index, target.length).asLongBuffer().get(target);
    }

    /** Copies all of {@code source} to the elements from {@code index} on. */
    public void write(int index, long[] source) {
        bytes(index, source.length).asLongBuffer().put(source);
    }

    /** Sets every element. */
    public void fill(long value) {
        fillWith(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, value));
    }

    /** A copy of the elements. */
    @Override
    public long[] toArray() {
        var copy = new long[length()];
        read(0, copy);
        return copy;
    }

    /** The elements, each read when the stream comes to it. */
    public LongStream stream() {
        return IntStream.range(0, length()).mapToLong(this::get);
    }
}
