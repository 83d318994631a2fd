package org.forkbook.shm;

import java.util.ArrayDeque;

/**
 * A bounded list of segments that this process no longer uses but has sent references of, which their receivers may
 * not have opened yet.
 *
 * <p>A task keeps the objects that it refers to until it has been answered. But an element of a queue can hold the
 * last reference to a shared array, and the garbage collector doesn't see into serialized bytes. So the latest such
 * segments are retained, up to a fixed sum.
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

    /** Called when memory is short. */
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
