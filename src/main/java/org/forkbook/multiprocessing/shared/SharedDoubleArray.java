package org.forkbook.multiprocessing.shared;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.Segment;

/**
 * An array of {@code double} that several processes share: the operations of
 * {@link java.util.concurrent.atomic.AtomicLongArray} for {@code double}. Comparing is by bits: 0.0 is not -0.0.
 *
 * <p>Captured by a task or passed as an argument it is the same array in the worker: nothing is copied. Every operation on
 * one element is atomic and seen by all processes at once; those on many elements ({@link #read}, {@link #write},
 * {@link #fill}, {@link #toArray}) are fast copies, element by element in no order. The memory goes back to the system with
 * the last process that has the array, or earlier with {@link #close()} in each.
 *
 * <pre>{@code
 * var roots = SharedDoubleArray.create(1000);
 * try (var pool = new ProcessPool()) {
 *     pool.map(i -> { roots.set(i, Math.sqrt(i)); return i; }, IntStream.range(0, 1000).boxed().toList());
 * }
 * System.out.println(roots.get(999));
 * }</pre>
 */
public final class SharedDoubleArray extends SharedArray {
    private static final long serialVersionUID = 1L;

    SharedDoubleArray(Segment segment) {
        super(Kind.DOUBLE, segment);
    }

    /**
     * Creates an array of zeros.
     *
     * @throws IllegalArgumentException if the length is negative, or its elements take more than 2 GiB
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the system doesn't have that much shared memory
     */
    public static SharedDoubleArray create(int length) {
        return known(new SharedDoubleArray(allocate(length, Kind.DOUBLE)));
    }

    /** Creates an array with the elements of another. */
    public static SharedDoubleArray copyOf(double... values) {
        var copy = create(values.length);
        copy.write(0, values);
        return copy;
    }

    /** The element at an index. */
    public double get(int index) {
        return (double) CacheLine.DOUBLE.getVolatile(memory(), at(index));
    }

    /** Sets the element at an index. */
    public void set(int index, double value) {
        CacheLine.DOUBLE.setVolatile(memory(), at(index), value);
    }

    /** Sets an element and returns the previous value. */
    public double getAndSet(int index, double value) {
        return (double) CacheLine.DOUBLE.getAndSet(memory(), at(index), value);
    }

    /** Sets an element if it is {@code expected}; returns whether it was. */
    public boolean compareAndSet(int index, double expected, double value) {
        return CacheLine.DOUBLE.compareAndSet(memory(), at(index), expected, value);
    }

    /** Adds to an element and returns its previous value. */
    public double getAndAdd(int index, double delta) {
        return getAndUpdate(index, value -> value + delta);
    }

    /** Adds to an element and returns the sum. */
    public double addAndGet(int index, double delta) {
        return updateAndGet(index, value -> value + delta);
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns the previous value. */
    public double getAndUpdate(int index, DoubleUnaryOperator update) {
        while (true) {
            var before = get(index);
            if (compareAndSet(index, before, update.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns its result. */
    public double updateAndGet(int index, DoubleUnaryOperator update) {
        while (true) {
            var before = get(index);
            var after = update.applyAsDouble(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /** Combines an element with {@code x}; returns its previous value. */
    public double getAndAccumulate(int index, double x, DoubleBinaryOperator combine) {
        return getAndUpdate(index, value -> combine.applyAsDouble(value, x));
    }

    /** Combines an element with {@code x}; returns the result. */
    public double accumulateAndGet(int index, double x, DoubleBinaryOperator combine) {
        return updateAndGet(index, value -> combine.applyAsDouble(value, x));
    }

    /** Copies elements from {@code index} on into {@code target}, as many as it holds. */
    public void read(int index, double[] target) {
        bytes(index, target.length).asDoubleBuffer().get(target);
    }

    /** Copies all of {@code source} to the elements from {@code index} on. */
    public void write(int index, double[] source) {
        bytes(index, source.length).asDoubleBuffer().put(source);
    }

    /** Sets every element. */
    public void fill(double value) {
        fillWith(
                ByteBuffer.allocate(Double.BYTES).order(ByteOrder.nativeOrder()).putDouble(0, value));
    }

    /** A copy of the elements. */
    @Override
    public double[] toArray() {
        var copy = new double[length()];
        read(0, copy);
        return copy;
    }

    /** The elements, each read when the stream comes to it. */
    public DoubleStream stream() {
        return IntStream.range(0, length()).mapToDouble(this::get);
    }
}
