package org.forkbook.multiprocessing.shared;

import java.util.function.Function;
import org.forkbook.serialization.PinnableReference;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.CacheLineReference;
import org.forkbook.shm.WeakInterner;
import org.jspecify.annotations.Nullable;

/** The serialized form of a shared value, which is resolved to the value where it is deserialized. */
final class SharedValueReference extends PinnableReference {
    private static final long serialVersionUID = 1L;
    private static final WeakInterner<Object, Object> KNOWN = new WeakInterner<>();

    private final Kind kind;
    private final CacheLineReference line;

    /** The value's cache line; null in a deserialized reference. */
    private final transient @Nullable CacheLine content;

    SharedValueReference(Kind kind, CacheLine content) {
        this.kind = kind;
        this.line = content.reference();
        this.content = content;
    }

    /** Registers a new value, so that a reference to it resolves to the same object. */
    static <T> T known(CacheLine line, T value) {
        KNOWN.add(line.identity(), value);
        return value;
    }

    @Override
    public void pin() {
        if (content != null) {
            content.retain();
        }
    }

    private Object readResolve() {
        return KNOWN.resolve(line.identity(), () -> kind.attach.apply(CacheLine.attach(line)));
    }

    enum Kind {
        INT(SharedInt::new),
        LONG(SharedLong::new),
        DOUBLE(SharedDouble::new);

        @SuppressWarnings("ImmutableEnumChecker") // Constructor references, which capture nothing.
        private final Function<CacheLine, Object> attach;

        Kind(Function<CacheLine, Object> attach) {
            this.attach = attach;
        }
    }
}
