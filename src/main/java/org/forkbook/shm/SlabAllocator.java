package org.forkbook.shm;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A segment cut into cells by the process that made it.
 *
 * <p>A cell that was never told to another process, or is kept by its maker as long as others use it, is used again once it
 * has been collected. Any other isn't, because nobody can know who else still uses it: a process that was killed can't say.
 * What that costs is 64 bytes for each until all of the slab has been collected.
 */
final class SlabAllocator {

    private static final int CELLS = 1023; // With the segment's header, 64 KiB.
    private static final LazyCleaner CLEANER = new LazyCleaner();
    private static @Nullable SlabAllocator
            current; // not at once: when there is no memory left, that is to fail the one who asks

    private final Segment segment = Segment.allocate((long) CELLS * CacheLine.BYTES);
    private final BitSet used = new BitSet(CELLS);

    static synchronized CacheLine allocate() {
        var allocator = current;
        if (allocator == null || allocator.used.nextClearBit(0) >= CELLS) {
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

    /** A cell's place in its slab, given back when the cell is collected. */
    static final class Slot implements Runnable {
        /** Of a cell in another process's slab. */
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
