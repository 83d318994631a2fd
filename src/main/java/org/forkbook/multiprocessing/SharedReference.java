package org.forkbook.multiprocessing;

import java.util.function.Function;
import org.forkbook.capsule.PinnableReference;
import org.forkbook.memory.Cell;
import org.forkbook.memory.CellReference;
import org.forkbook.memory.Known;
import org.jspecify.annotations.Nullable;

/** What travels in place of a shared value; where it arrives it becomes the value again. */
final class SharedReference extends PinnableReference {
    private static final long serialVersionUID = 1L;
    private static final Known<Object, Object> KNOWN = new Known<>();

    private final Kind kind;
    private final CellReference cell;

    /** Where it was written: what it stands for; null where it was read. */
    private final transient @Nullable Cell content;

    SharedReference(Kind kind, Cell content) {
        this.kind = kind;
        this.cell = content.reference();
        this.content = content;
    }

    /** Makes a new value known, so that its reference leads back to it. */
    static <T> T known(Cell cell, T value) {
        KNOWN.add(cell.identity(), value);
        return value;
    }

    @Override
    public void pin() {
        if (content != null) {
            content.linger();
        }
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
