package org.forkbook.shm;

import java.util.BitSet;
import org.forkbook.service.LazyCleaner;
import org.jspecify.annotations.Nullable;

/**
 * A slab allocator (Bonwick, 1994) for cache lines: it divides one segment into lines of equal size.
 *
 * <p>A line is reused after its collection if no other process was ever told of it, or if its creator keeps it as
 * long as others use it. Any other line is not reused, because nobody can know who still uses it: a killed process
 * doesn't report that. This costs 64 bytes a line until the whole slab has been collected.
 */
final class SlabAllocator {

    private static final int LINES = 1023; // With the segment's header, 64 KiB.
    private static final LazyCleaner CLEANER = new LazyCleaner();
    private static @Nullable SlabAllocator
            current; // not allocated up front: if there is no memory left, that must fail the caller

    private final Segment segment = Segment.allocate((long) LINES * CacheLine.BYTES);
    private final BitSet used = new BitSet(LINES);

    static synchronized CacheLine allocate() {
        var allocator = current;
        if (allocator == null || allocator.used.nextClearBit(0) >= LINES) {
            allocator = new SlabAllocator();
            current = allocator;
        }
        return allocator.take(allocator.used.nextClearBit(0));
    }

    private CacheLine take(int index) {
        var offset = index * CacheLine.BYTES;
        for (var i = 0; i < CacheLine.BYTES; i += Long.BYTES) {
            segment.memory().putLong(offset + i, 0);
        }
        var slot = new Slot(this, index);
        var line = new CacheLine(segment, offset, slot);
        CLEANER.register(line, slot);
        used.set(index);
        return line;
    }

    private static synchronized void free(SlabAllocator allocator, int index) {
        allocator.used.clear(index);
    }

    /** The place of a line in its slab, freed when the line is collected. */
    static final class Slot implements Runnable {
        /** The slot of a line in another process's slab. */
        static final Slot FOREIGN = new Slot(null, 0);

        private final @Nullable SlabAllocator allocator;
        private final int index;
        private volatile boolean escaped;

        Slot(@Nullable SlabAllocator allocator, int index) {
            this.allocator = allocator;
            this.index = index;
        }

        void escape() {
            escaped = true;
        }

        @Override
        public void run() {
            if (allocator != null && !escaped) {
                free(allocator, index);
            }
        }
    }
}
