package org.forkbook.multiprocessing;

import org.forkbook.memory.Cell;

/** An event's state in shared memory: whether it is set (bit 0), and whether somebody waits at the broker (bit 1). */
final class EventWord {

    private static final long SET = 1;
    private static final long WAITED_FOR = 2;

    private final Cell cell;

    EventWord(Cell cell) {
        this.cell = cell;
    }

    boolean isSet() {
        return ((long) Cell.LONG.getVolatile(cell.memory(), cell.offset()) & SET) != 0;
    }

    /** Sets it; whether somebody waits. */
    boolean set() {
        return ((long) Cell.LONG.getAndSet(cell.memory(), cell.offset(), SET) & WAITED_FOR) != 0;
    }

    void clear() {
        Cell.LONG.getAndBitwiseAnd(cell.memory(), cell.offset(), ~SET);
    }

    /** For the broker: whether it is set; if not, who sets it will say so. */
    boolean isSetOrMark() {
        while (true) {
            var now = (long) Cell.LONG.getVolatile(cell.memory(), cell.offset());
            if ((now & SET) != 0) {
                return true;
            }
            if (Cell.LONG.compareAndSet(cell.memory(), cell.offset(), now, now | WAITED_FOR)) {
                return false;
            }
        }
    }
}
