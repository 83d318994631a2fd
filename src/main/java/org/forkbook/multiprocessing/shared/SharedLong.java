package org.forkbook.multiprocessing.shared;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.OutputBarrier;

/**
 * A {@code long} that several processes share: an {@link java.util.concurrent.atomic.AtomicLong} across processes.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same number. Every operation is atomic and
 * takes place in shared memory, without a message. The number exists as long as a process has it.
 *
 * <pre>{@code
 * var hits = SharedLong.create(0);
 * try (var pool = new ProcessPool()) {
 *     pool.map(file -> hits.addAndGet(countIn(file)), files);
 * }
 * System.out.println(hits.get());
 * }</pre>
 */
public final class SharedLong extends SharedNumber {
    private static final long serialVersionUID = 1L;

    SharedLong(CacheLine line) {
        super(Kind.LONG, line);
    }

    /**
     * Creates a shared number.
     *
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the system has no shared memory left
     */
    public static SharedLong create(long initial) {
        var value = known(new SharedLong(CacheLine.allocate()));
        value.set(initial);
        return value;
    }

    /** The current value. */
    public long get() {
        return (long) CacheLine.LONG.getVolatile(memory, at);
    }

    /** Sets the value. */
    public void set(long value) {
        OutputBarrier.settle();
        CacheLine.LONG.setVolatile(memory, at, value);
    }

    /** Sets the value and returns the previous one. */
    public long getAndSet(long value) {
        OutputBarrier.settle();
        return (long) CacheLine.LONG.getAndSet(memory, at, value);
    }

    /** Sets the value if it is {@code expected}; returns whether it was. */
    public boolean compareAndSet(long expected, long value) {
        OutputBarrier.settle();
        return CacheLine.LONG.compareAndSet(memory, at, expected, value);
    }

    /** Adds {@code delta} and returns the previous value. */
    public long getAndAdd(long delta) {
        OutputBarrier.settle();
        return (long) CacheLine.LONG.getAndAdd(memory, at, delta);
    }

    /** Adds {@code delta} and returns the sum. */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /** Adds one and returns the previous value. */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /** Subtracts one and returns the previous value. */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Adds one and returns the sum. */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /** Subtracts one and returns the difference. */
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns the previous value. */
    public long getAndUpdate(LongUnaryOperator update) {
        while (true) {
            var before = get();
            if (compareAndSet(before, update.applyAsLong(before))) {
                return before;
            }
        }
    }

    /** Applies a function without side effects, repeated if another thread changed it meanwhile; returns its result. */
    public long updateAndGet(LongUnaryOperator update) {
        while (true) {
            var before = get();
            var after = update.applyAsLong(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** Combines the value with {@code x}; returns the previous value. */
    public long getAndAccumulate(long x, LongBinaryOperator combine) {
        return getAndUpdate(value -> combine.applyAsLong(value, x));
    }

    /** Combines the value with {@code x}; returns the result. */
    public long accumulateAndGet(long x, LongBinaryOperator combine) {
        return updateAndGet(value -> combine.applyAsLong(value, x));
    }

    @Override
    Number boxed() {
        return get();
    }
}
