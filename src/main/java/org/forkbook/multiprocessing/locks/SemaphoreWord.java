package org.forkbook.multiprocessing.locks;

import org.forkbook.shm.CacheLine;
import org.forkbook.shm.SharedWord;

/**
 * A semaphore's futex-like word in shared memory: its permits (bits 0..31), and whether a thread waits at the broker
 * (bit 32).
 */
final class SemaphoreWord extends SharedWord {

    private static final long PERMITS = 0xFFFF_FFFFL;
    private static final long WAITED_FOR = 1L << 32;

    SemaphoreWord(CacheLine line) {
        super(line, 0);
    }

    int permits() {
        return (int) (get() & PERMITS);
    }

    /** Takes permits if there are enough; overtakes waiting threads only if told to. */
    boolean tryTake(int amount, boolean overtake) {
        while (true) {
            var now = get();
            if ((now & PERMITS) < amount || (!overtake && (now & WAITED_FOR) != 0)) {
                return false;
            }
            if (replace(now, now - amount)) {
                return true;
            }
        }
    }

    /**
     * Adds permits; returns whether a thread waits for them.
     *
     * @throws IllegalStateException if there would be more than the limit
     */
    boolean add(int amount, int limit) {
        while (true) {
            var now = get();
            if ((now & PERMITS) + amount > limit) {
                throw new IllegalStateException("A semaphore of at most " + limit + " permits has " + (now & PERMITS)
                        + " and would get " + amount + " more: released more often than acquired?");
            }
            if (replace(now, now + amount)) {
                return (now & WAITED_FOR) != 0;
            }
        }
    }

    /** For the broker: takes permits, or marks that a thread waits for them. */
    boolean takeOrMark(int amount) {
        while (true) {
            var now = get();
            if ((now & PERMITS) >= amount) {
                if (replace(now, now - amount)) {
                    return true;
                }
            } else if (replace(now, now | WAITED_FOR)) {
                return false;
            }
        }
    }

    /** For the broker: clears the mark. */
    void nobodyWaits() {
        if ((get() & WAITED_FOR) != 0) {
            clearBits(WAITED_FOR);
        }
    }
}
