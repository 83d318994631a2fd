package org.forkbook.multiprocessing.queue;

import org.forkbook.shm.CacheLine;

/**
 * Tickets that a broker has given a process in advance, in shared memory: each stands for an element that was lent, or for room
 * for one. The process uses them one after the other and the broker may take back those that are unused, both without a
 * message: whichever of the two changes the word first has the ticket.
 *
 * <pre>
 *   bits 0..30   the next ticket to be used
 *   bits 31..61  the first ticket that has not been given; equal to the former when all are used
 *   bit 62       TELL: who uses the next one tells the broker, once
 * </pre>
 */
final class CreditCounter {

    /** What came of an attempt to use a ticket. */
    enum Use {
        /** The broker has taken it back, or there is none. */
        NONE,
        USED,
        /** Used, and the broker wants to know. */
        USED_AND_TELL
    }

    private static final long MASK = 0x7FFF_FFFFL;
    private static final int END = 31;
    private static final long TELL = 1L << 62;

    private final CacheLine line;
    private final int at;

    /** One of the words of a cell. */
    CreditCounter(CacheLine line, int index) {
        this.line = line;
        at = line.offset() + index * Long.BYTES;
    }

    private long get() {
        return (long) CacheLine.LONG.getVolatile(line.memory(), at);
    }

    private boolean replace(long expected, long value) {
        return CacheLine.LONG.compareAndSet(line.memory(), at, expected, value);
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

    /** How far it is from one ticket to another; they begin anew after two thousand million. */
    static int distance(int from, int to) {
        return (int) ((to - from) & MASK);
    }

    /** For the process: uses the next ticket, if it is this one. */
    Use use(int ticket) {
        while (true) {
            var now = get();
            if (next(now) != ticket || next(now) == end(now)) {
                return Use.NONE;
            }
            if (replace(now, word(next(now) + 1, end(now)))) {
                return (now & TELL) != 0 ? Use.USED_AND_TELL : Use.USED;
            }
        }
    }

    /** For the process: uses the next ticket, whichever it is. */
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

    /** For the broker: the ticket that will be used next. */
    int next() {
        return next(get());
    }

    /** For the broker: how many are unused. */
    int left() {
        var now = get();
        return distance(next(now), end(now));
    }

    /** For the broker: gives some more. */
    void add(int count) {
        while (true) {
            var now = get();
            if (replace(now, word(next(now), end(now) + count))) {
                return;
            }
        }
    }

    /** For the broker: takes back what is unused; the ticket up to which they had been used. */
    int takeBack() {
        while (true) {
            var now = get();
            if (replace(now, word(end(now), end(now)))) {
                return next(now);
            }
        }
    }

    /** For the broker: has the process tell when it uses the next one. */
    void askToTell() {
        while (true) {
            var now = get();
            if (replace(now, now | TELL)) {
                return;
            }
        }
    }
}
