package org.forkbook.multiprocessing.shared;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.OutputBarrier;

/**
 * An {@code int} that several processes share: an {@link java.util.concurrent.atomic.AtomicInteger} across processes.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same number. Every operation is atomic and
 * takes place in shared memory, without a message. The number exists as long as a process has it.
 *
 * <pre>{@code
 * var hits = SharedInt.create(0);
 * try (var pool = new ProcessPool()) {
 *     pool.map(file -> file.isHidden() ? 0 : hits.incrementAndGet(), files);
 * }
 * System.out.println(hits.get());
 * }</pre>
 */
public final class SharedInt extends SharedNumber {
    private static final long serialVersionUID = 1L;

    SharedInt(CacheLine line) {
        super(Kind.INT, line);
    }

    /**
     * Creates a shared number.
     *
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the system has no shared memory left
     */
    public static SharedInt create(int initial) {
        var value = known(new SharedInt(CacheLine.allocate()));
        value.set(initial);
        return value;
    }

    /** The current value. */
    public int get() {
        return (int) CacheLine.INT.getVolatile(memory, at);
    }

    /** Sets the value. */
    public void set(int value) {
        OutputBarrier.settle();
        CacheLine.INT.setVolatile(memory, at, value);
    }

    /** Sets the value and returns the previous one. */
    public int getAndSet(int value) {
        OutputBarrier.settle();
        return (int) CacheLine.INT.getAndSet(memory, at, value);
    }

    /** Sets the value if it is {@code expected}; returns whether it was. */
    public boolean compareAndSet(int expected, int value) {
        OutputBarrier.settle();
        return CacheLine.INT.compareAndSet(memory, at, expected, value);
    }

    /** Adds {@code delta} and returns the previous value. */
    public int getAndAdd(int delta) {
        OutputBarrier.settle();
        return (int) CacheLine.INT.getAndAdd(memory, at, delta);
    }

    /** Adds {@code delta} and returns the sum. */
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /** Adds one and returns the previous value. */
    public int getAndIncrement() {
        return getAndAdd(1);
    }

    /** Subtracts one and returns the previous value. */
    public int getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Adds one and returns the sum. */
    public int incrementAndGet() {
        return addAndGet(1);
    }

    /** Subtracts one and returns the difference. */
    public int decrementAndGet() {
        return addAndGet(-1);
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns the previous value. */
    public int getAndUpdate(IntUnaryOperator update) {
        while (true) {
            var before = get();
            if (compareAndSet(before, update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns its result. */
    public int updateAndGet(IntUnaryOperator update) {
        while (true) {
            var before = get();
            var after = update.applyAsInt(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** Combines the value with {@code x}; returns the previous value. */
    public int getAndAccumulate(int x, IntBinaryOperator combine) {
        return getAndUpdate(value -> combine.applyAsInt(value, x));
    }

    /** Combines the value with {@code x}; returns the result. */
    public int accumulateAndGet(int x, IntBinaryOperator combine) {
        return updateAndGet(value -> combine.applyAsInt(value, x));
    }

    @Override
    Number boxed() {
        return get();
    }
}
