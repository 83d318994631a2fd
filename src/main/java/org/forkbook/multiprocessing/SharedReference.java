package org.forkbook.multiprocessing;

import java.io.Serializable;
import java.util.function.Function;
import org.forkbook.memory.Cell;
import org.forkbook.memory.CellReference;
import org.forkbook.memory.Known;

/** What travels in place of a shared value; where it arrives it becomes the value again. */
record SharedReference(Kind kind, CellReference cell) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Known<Object, Object> KNOWN = new Known<>();

    /** Makes a new value known, so that its reference leads back to it. */
    static <T> T known(Cell cell, T value) {
        KNOWN.add(cell.identity(), value);
        return value;
    }

    private Object readResolve() {
        return KNOWN.resolve(cell.identity(), () -> kind.attach.apply(Cell.attach(cell)));
    }

    enum Kind {
        INT(SharedInt::new),
        LONG(SharedLong::new),
        DOUBLE(SharedDouble::new);

        @SuppressWarnings("ImmutableEnumChecker") // Constructor references, which hold nothing.
        private final Function<Cell, Object> attach;

        Kind(Function<Cell, Object> attach) {
            this.attach = attach;
        }
    }
}
