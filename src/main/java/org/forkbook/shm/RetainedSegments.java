package org.forkbook.shm;

import java.util.ArrayDeque;

/**
 * Segments that this process no longer uses but has told another one about, which may not have opened them yet.
 *
 * <p>A task keeps what it refers to until it has been answered. But an element of a queue can be the last that refers to a
 * shared array, and the collector doesn't see into bytes on their way. So such segments are kept, the latest ones, up to a
 * fixed sum.
 */
final class RetainedSegments {

    private static final long LIMIT = 256L << 20;
    private static final ArrayDeque<Segment.Hold> KEPT = new ArrayDeque<>();
    private static long bytes;

    private RetainedSegments() {}

    static synchronized void add(Segment.Hold hold) {
        KEPT.add(hold);
        bytes += hold.bytes();
        while (bytes > LIMIT) {
            dropOldest();
        }
    }

    /** Called when memory has run short. */
    static synchronized void dropAll() {
        while (!KEPT.isEmpty()) {
            dropOldest();
        }
    }

    private static void dropOldest() {
        var oldest = KEPT.remove();
        bytes -= oldest.bytes();
        oldest.drop();
    }
}
