package org.forkbook.multiprocessing.queue;

import org.forkbook.shm.CacheLine;
import org.forkbook.shm.SharedWord;

/**
 * A counter of credits (credit-based flow control) in a word of shared memory. Each credit stands for an element that
 * was prefetched, or for room for one. The client process uses them in order and the broker may revoke unused ones,
 * both by compare-and-set without a message: whichever changes the word first has the credit.
 *
 * <pre>
 *   bits 0..30   the next credit to be used
 *   bits 31..61  the first credit that has not been granted; equal to the former when all are used
 *   bit 62       TELL: the client notifies the broker when it uses the next one, once
 * </pre>
 */
final class CreditCounter extends SharedWord {

    /** The outcome of an attempt to use a credit. */
    enum Use {
        /** The broker has revoked it, or there is none. */
        NONE,
        USED,
        /** Used, and the broker must be notified. */
        USED_AND_NOTIFY
    }

    private static final long MASK = 0x7FFF_FFFFL;
    private static final int END = 31;
    private static final long TELL = 1L << 62;

    /** A counter in one of the words of a cache line. */
    CreditCounter(CacheLine line, int index) {
        super(line, index);
    }

    private static int next(long word) {
        return (int) (word & MASK);
    }

    private static int end(long word) {
        return (int) (word >>> END & MASK);
    }

    private static long word(int next, int end) {
        return (next & MASK) | (end & MASK) << END;
    }

    /** The distance from one credit number to another; numbers wrap around after two thousand million. */
    static int distance(int from, int to) {
        return (int) ((to - from) & MASK);
    }

    /** For the client: uses the next credit, if it has this number. */
    Use use(int ticket) {
        while (true) {
            var now = get();
            if (next(now) != ticket || next(now) == end(now)) {
                return Use.NONE;
            }
            if (replace(now, word(next(now) + 1, end(now)))) {
                return (now & TELL) != 0 ? Use.USED_AND_NOTIFY : Use.USED;
            }
        }
    }

    /** For the client: uses the next credit, whichever it is. */
    Use useNext() {
        while (true) {
            var now = get();
            if (next(now) == end(now)) {
                return Use.NONE;
            }
            var use = use(next(now));
            if (use != Use.NONE) {
                return use;
            }
        }
    }

    /** For the broker: the number of the next credit. */
    int next() {
        return next(get());
    }

    /** For the broker: the number of unused credits. */
    int left() {
        var now = get();
        return distance(next(now), end(now));
    }

    /** For the broker: grants more credits. */
    void add(int count) {
        while (true) {
            var now = get();
            if (replace(now, word(next(now), end(now) + count))) {
                return;
            }
        }
    }

    /** For the broker: revokes the unused credits; returns the number up to which they had been used. */
    int revoke() {
        while (true) {
            var now = get();
            if (replace(now, word(end(now), end(now)))) {
                return next(now);
            }
        }
    }

    /** For the broker: has the client notify it when it uses the next credit. */
    void requestNotification() {
        setBits(TELL);
    }
}
