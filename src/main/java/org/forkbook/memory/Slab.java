package org.forkbook.memory;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A segment cut into cells by the process that made it.
 *
 * <p>A cell that was never told to another process, or is kept by its maker as long as others use it, is used again once it
 * has been collected. Any other isn't, because nobody can know who else still uses it: a process that was killed can't say.
 * What that costs is 64 bytes for each until all of the slab has been collected.
 */
final class Slab {

    private static final int CELLS = 1023; // With the segment's header, 64 KiB.
    private static final LazyCleaner CLEANER = new LazyCleaner();
    private static @Nullable Slab
            current; // not at once: when there is no memory left, that is to fail the one who asks

    private final Segment segment = Segment.allocate((long) CELLS * Cell.BYTES);
    private final BitSet used = new BitSet(CELLS);

    static synchronized Cell allocate() {
        var slab = current;
        if (slab == null || slab.used.nextClearBit(0) >= CELLS) {
            slab = new Slab();
            current = slab;
        }
        return slab.take(slab.used.nextClearBit(0));
    }

    private Cell take(int index) {
        var offset = index * Cell.BYTES;
        for (var i = 0; i < Cell.BYTES; i += Long.BYTES) {
            segment.memory().putLong(offset + i, 0);
        }
        var slot = new Slot(this, index);
        var cell = new Cell(segment, offset, slot);
        CLEANER.register(cell, slot);
        used.set(index);
        return cell;
    }

    private static synchronized void free(Slab slab, int index) {
        slab.used.clear(index);
    }

    /** A cell's place in its slab, given back when the cell is collected. */
    static final class Slot implements Runnable {
        /** Of a cell in another process's slab. */
        static final Slot FOREIGN = new Slot(null, 0);

        private final @Nullable Slab slab;
        private final int index;
        private volatile boolean escaped;

        Slot(@Nullable Slab slab, int index) {
            this.slab = slab;
            this.index = index;
        }

        void escape() {
            escaped = true;
        }

        @Override
        public void run() {
            if (slab != null && !escaped) {
                free(slab, index);
            }
        }
    }
}
