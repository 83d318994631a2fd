package org.forkbook.shm;

import java.nio.ByteBuffer;

/** A {@code long} in a cache line, such as the state of a lock: a subclass says what its bits mean. */
public class SharedWord {

    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // Referenced only to keep its memory.
    private final CacheLine line;

    private final ByteBuffer memory;
    private final int at;

    /**
     * A word of a cache line.
     *
     * @param index which one, from 0
     */
    public SharedWord(CacheLine line, int index) {
        this.line = line;
        memory = line.memory();
        at = line.offset() + index * Long.BYTES;
    }

    /** The current value. */
    public final long get() {
        return (long) CacheLine.LONG.getVolatile(memory, at);
    }

    /** Sets the value. */
    public final void set(long value) {
        CacheLine.LONG.setVolatile(memory, at, value);
    }

    /** Sets the value if it is {@code expected}; returns whether it was. */
    public final boolean replace(long expected, long value) {
        return CacheLine.LONG.compareAndSet(memory, at, expected, value);
    }

    /** Replaces the value; returns the previous one. */
    public final long getAndSet(long value) {
        return (long) CacheLine.LONG.getAndSet(memory, at, value);
    }

    /** Sets these bits to one. */
    public final void setBits(long bits) {
        CacheLine.LONG.getAndBitwiseOr(memory, at, bits);
    }

    /** Sets these bits to zero. */
    public final void clearBits(long bits) {
        CacheLine.LONG.getAndBitwiseAnd(memory, at, ~bits);
    }
}
