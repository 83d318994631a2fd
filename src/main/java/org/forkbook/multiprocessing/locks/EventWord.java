package org.forkbook.multiprocessing.locks;

import org.forkbook.shm.CacheLine;

/** An event's state in shared memory: whether it is set (bit 0), and whether somebody waits at the broker (bit 1). */
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

    /** Sets it; whether somebody waits. */
    boolean set() {
        return ((long) CacheLine.LONG.getAndSet(line.memory(), line.offset(), SET) & WAITED_FOR) != 0;
    }

    void clear() {
        CacheLine.LONG.getAndBitwiseAnd(line.memory(), line.offset(), ~SET);
    }

    /** For the broker: whether it is set; if not, who sets it will say so. */
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
