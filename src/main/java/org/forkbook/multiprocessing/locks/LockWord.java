package org.forkbook.multiprocessing.locks;

import org.forkbook.shm.CacheLine;

/**
 * A lock's state in shared memory: the slot of the process that holds it, and what its holder has to do when it lets go.
 *
 * <pre>
 *   word 0:  bits 0..31  slot of the holder; 0 = free; all ones = the broker's, to be given to who waits
 *            bit 32      CONTENDED: tell the broker when you let go
 *            bit 33      HAND_OVER: and leave the lock to the broker
 *   word 1:  PID of a process that died holding it, for the next holder to see; 0 = none
 * </pre>
 */
final class LockWord {

    private static final long SLOT = 0xFFFF_FFFFL;
    private static final long BROKER = SLOT;
    private static final long CONTENDED = 1L << 32;
    private static final long HAND_OVER = 1L << 33;

    private final CacheLine line;
    private final int at;

    LockWord(CacheLine line) {
        this.line = line;
        at = line.offset();
    }

    private long get() {
        return (long) CacheLine.LONG.getVolatile(line.memory(), at);
    }

    private boolean replace(long expected, long value) {
        return CacheLine.LONG.compareAndSet(line.memory(), at, expected, value);
    }

    /** The slot of the holder; 0 if nobody holds it, -1 if it is the broker's. */
    int holder() {
        return (int) (get() & SLOT);
    }

    boolean tryTake(int slot) {
        return get() == 0 && replace(0, slot);
    }

    /** What came of letting go. */
    enum Release {
        DONE,
        /** Done, and the broker is to be told. */
        TELL_BROKER,
        /** Not done: another process holds it, or nobody. */
        NOT_HELD
    }

    /** Lets go, if this process holds it: the broker gives away the lock of one that it takes for dead. */
    Release release(int slot) {
        while (true) {
            var now = get();
            if ((now & SLOT) != slot) {
                return Release.NOT_HELD;
            }
            var after = (now & HAND_OVER) != 0 ? BROKER | CONTENDED : 0;
            if (replace(now, after)) {
                return (now & CONTENDED) != 0 ? Release.TELL_BROKER : Release.DONE;
            }
        }
    }

    /** For the broker: gives the lock to a process if it is free or the broker's. */
    boolean tryGive(int slot, boolean othersWait) {
        var now = get();
        var holder = now & SLOT;
        return (holder == 0 || holder == BROKER) && replace(now, slot | (othersWait ? CONTENDED : 0));
    }

    /** For the broker: makes the holder say when it lets go; false if nobody holds it any more. */
    boolean markContended(boolean handOver) {
        while (true) {
            var now = get();
            var holder = now & SLOT;
            if (holder == 0 || holder == BROKER) {
                return false;
            }
            if (replace(now, now | CONTENDED | (handOver ? HAND_OVER : 0))) {
                return true;
            }
        }
    }

    /** For the broker: takes the lock from a holder that has died. */
    void giveToHub() {
        CacheLine.LONG.setVolatile(line.memory(), at, BROKER | CONTENDED);
    }

    /** For the broker: frees the lock if it is the broker's and nobody waits for it. */
    void freeIfHubs() {
        if ((get() & SLOT) == BROKER) {
            CacheLine.LONG.setVolatile(line.memory(), at, 0L);
        }
    }

    /** For the broker: notes that the holder has died. */
    void abandoned(long pid) {
        CacheLine.LONG.setVolatile(line.memory(), at + Long.BYTES, pid);
    }

    /** For a new holder: who died holding the lock before; 0 if nobody did. */
    long takeAbandonedBy() {
        var place = at + Long.BYTES;
        var pid = (long) CacheLine.LONG.getVolatile(line.memory(), place);
        if (pid != 0) {
            CacheLine.LONG.setVolatile(line.memory(), place, 0L);
        }
        return pid;
    }
}
