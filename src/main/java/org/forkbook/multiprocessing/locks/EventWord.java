package org.forkbook.multiprocessing.locks;

import org.forkbook.shm.CacheLine;

/**
 * An event's futex-like word in shared memory: whether it is set (bit 0), and whether a thread waits at the broker
 * (bit 1).
 */
final class EventWord {

    private static final long SET = 1;
    private static final long WAITED_FOR = 2;

    private final CacheLine line;

    EventWord(CacheLine line) {
        this.line = line;
    }

    boolean isSet() {
        return ((long) CacheLine.LONG.getVolatile(line.memory(), line.offset()) & SET) != 0;
    }

    /** Sets the flag; returns whether a thread waits. */
    boolean set() {
        return ((long) CacheLine.LONG.getAndSet(line.memory(), line.offset(), SET) & WAITED_FOR) != 0;
    }

    void clear() {
        CacheLine.LONG.getAndBitwiseAnd(line.memory(), line.offset(), ~SET);
    }

    /**
     * For the broker: whether the flag is set; if not, marks that a thread waits, so that the setter notifies the
     * broker.
     */
    boolean isSetOrMark() {
        while (true) {
            var now = (long) CacheLine.LONG.getVolatile(line.memory(), line.offset());
            if ((now & SET) != 0) {
                return true;
            }
            if (CacheLine.LONG.compareAndSet(line.memory(), line.offset(), now, now | WAITED_FOR)) {
                return false;
            }
        }
    }
}
