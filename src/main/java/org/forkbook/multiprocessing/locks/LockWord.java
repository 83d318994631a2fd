package org.forkbook.multiprocessing.locks;

import org.forkbook.shm.CacheLine;
import org.forkbook.shm.SharedWord;

/**
 * A lock's futex-like words in shared memory: the client number of the process that holds it, and what its holder has
 * to do on release.
 *
 * <pre>
 *   word 0:  bits 0..31  client number of the holder; 0 = free; all ones = the broker's, for the first waiter
 *            bit 32      CONTENDED: notify the broker on release
 *            bit 33      HAND_OVER: and leave the lock to the broker (direct handoff)
 *   word 1:  PID of a process that died holding it, for the next holder to see; 0 = none
 * </pre>
 */
final class LockWord extends SharedWord {

    private static final long SLOT = 0xFFFF_FFFFL;
    private static final long BROKER = SLOT;
    private static final long CONTENDED = 1L << 32;
    private static final long HAND_OVER = 1L << 33;

    private final SharedWord deadHolder;

    LockWord(CacheLine line) {
        super(line, 0);
        deadHolder = new SharedWord(line, 1);
    }

    /** The client number of the holder; 0 if the lock is free, -1 if it is the broker's. */
    int holder() {
        return (int) (get() & SLOT);
    }

    boolean tryTake(int slot) {
        return get() == 0 && replace(0, slot);
    }

    /** The outcome of a release. */
    enum Release {
        DONE,
        /** Released, and the broker must be notified. */
        TELL_BROKER,
        /** Not released: another process holds the lock, or none. */
        NOT_HELD
    }

    /** Releases the lock if this process holds it: the broker takes the lock from a process that it considers dead. */
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

    /** For the broker: grants the lock to a process if it is free or the broker's. */
    boolean tryGive(int slot, boolean othersWait) {
        var now = get();
        var holder = now & SLOT;
        return (holder == 0 || holder == BROKER) && replace(now, slot | (othersWait ? CONTENDED : 0));
    }

    /** For the broker: has the holder notify it on release; false if the lock is free meanwhile. */
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
    void giveToBroker() {
        set(BROKER | CONTENDED);
    }

    /** For the broker: frees the lock if it is the broker's and no thread waits for it. */
    void freeIfBrokers() {
        if ((get() & SLOT) == BROKER) {
            set(0);
        }
    }

    /** For the broker: records that the holder has died. */
    void abandoned(long pid) {
        deadHolder.set(pid);
    }

    /** For the broker: whether the next holder is to be told that the previous one has died. */
    boolean isAbandoned() {
        return deadHolder.get() != 0;
    }

    /** For a new holder: the process that died while it held the lock; 0 if none did. */
    long takeAbandonedBy() {
        var pid = deadHolder.get();
        if (pid != 0) {
            deadHolder.set(0);
        }
        return pid;
    }
}
