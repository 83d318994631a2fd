package org.forkbook.multiprocessing.shared;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.OutputBarrier;

/**
 * A {@code double} that several processes share: the operations of {@link java.util.concurrent.atomic.AtomicLong} for a {@code double}.
 * Comparing is by bits: 0.0 is not -0.0, and a NaN equals itself.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same number. Every operation is atomic and
 * takes place in shared memory, without a message. The number exists as long as a process has it.
 *
 * <pre>{@code
 * var sum = SharedDouble.create(0);
 * try (var pool = new ProcessPool()) {
 *     pool.map(file -> sum.addAndGet(sizeOf(file)), files);
 * }
 * System.out.println(sum.get());
 * }</pre>
 */
public final class SharedDouble extends SharedNumber {
    private static final long serialVersionUID = 1L;

    SharedDouble(CacheLine line) {
        super(Kind.DOUBLE, line);
    }

    /**
     * Creates a shared number.
     *
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the system has no shared memory left
     */
    public static SharedDouble create(double initial) {
        var value = known(new SharedDouble(CacheLine.allocate()));
        value.set(initial);
        return value;
    }

    /** The current value. */
    public double get() {
        return (double) CacheLine.DOUBLE.getVolatile(memory, at);
    }

    /** Sets the value. */
    public void set(double value) {
        OutputBarrier.settle();
        CacheLine.DOUBLE.setVolatile(memory, at, value);
    }

    /** Sets the value and returns the previous one. */
    public double getAndSet(double value) {
        OutputBarrier.settle();
        return (double) CacheLine.DOUBLE.getAndSet(memory, at, value);
    }

    /** Sets the value if it is {@code expected}; returns whether it was. */
    public boolean compareAndSet(double expected, double value) {
        OutputBarrier.settle();
        return CacheLine.DOUBLE.compareAndSet(memory, at, expected, value);
    }

    /** Adds {@code delta} and returns the previous value. */
    public double getAndAdd(double delta) {
        return getAndUpdate(value -> value + delta);
    }

    /** Adds {@code delta} and returns the sum. */
    public double addAndGet(double delta) {
        return updateAndGet(value -> value + delta);
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns the previous value. */
    public double getAndUpdate(DoubleUnaryOperator update) {
        while (true) {
            var before = get();
            if (compareAndSet(before, update.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns its result. */
    public double updateAndGet(DoubleUnaryOperator update) {
        while (true) {
            var before = get();
            var after = update.applyAsDouble(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** Combines the value with {@code x}; returns the previous value. */
    public double getAndAccumulate(double x, DoubleBinaryOperator combine) {
        return getAndUpdate(value -> combine.applyAsDouble(value, x));
    }

    /** Combines the value with {@code x}; returns the result. */
    public double accumulateAndGet(double x, DoubleBinaryOperator combine) {
        return updateAndGet(value -> combine.applyAsDouble(value, x));
    }

    @Override
    Number boxed() {
        return get();
    }
}
