package org.forkbook.multiprocessing.locks;

import org.forkbook.shm.CacheLine;
import org.forkbook.shm.SharedWord;

/**
 * An event's futex-like word in shared memory: whether it is set (bit 0), and whether a thread waits at the broker
 * (bit 1).
 */
final class EventWord extends SharedWord {

    private static final long SET = 1;
    private static final long WAITED_FOR = 2;

    EventWord(CacheLine line) {
        super(line, 0);
    }

    boolean isSet() {
        return (get() & SET) != 0;
    }

    /** Sets the flag; returns whether a thread waits. */
    boolean set() {
        return (getAndSet(SET) & WAITED_FOR) != 0;
    }

    void clear() {
        clearBits(SET);
    }

    /**
     * For the broker: whether the flag is set; if not, marks that a thread waits, so that the setter notifies the
     * broker.
     */
    boolean isSetOrMark() {
        while (true) {
            var now = get();
            if ((now & SET) != 0) {
                return true;
            }
            if (replace(now, now | WAITED_FOR)) {
                return false;
            }
        }
    }
}
