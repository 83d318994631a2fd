package org.forkbook.multiprocessing.shared;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.CacheLineReference;
import org.forkbook.shm.WeakInterner;

/** A number that several processes share, in a cache line of its own: what numbers of all types have in common. */
public abstract sealed class SharedNumber extends Number permits SharedInt, SharedLong, SharedDouble {
    private static final long serialVersionUID = 1L;
    private static final WeakInterner<Object, SharedNumber> KNOWN = new WeakInterner<>();

    private final transient Kind kind;
    private final transient CacheLine line;
    final transient ByteBuffer memory;
    final transient int at;

    SharedNumber(Kind kind, CacheLine line) {
        this.kind = kind;
        this.line = line;
        memory = line.memory();
        at = line.offset();
    }

    /** Registers a new number, so that a reference to it resolves to the same object. */
    static <T extends SharedNumber> T known(T number) {
        KNOWN.add(((SharedNumber) number).line.identity(), number);
        return number;
    }

    abstract Number boxed();

    @Override
    public int intValue() {
        return boxed().intValue();
    }

    @Override
    public long longValue() {
        return boxed().longValue();
    }

    @Override
    public float floatValue() {
        return boxed().floatValue();
    }

    @Override
    public double doubleValue() {
        return boxed().doubleValue();
    }

    @Override
    public String toString() {
        return boxed().toString();
    }

    /** Not private: it must also apply to subclasses. */
    final Object writeReplace() {
        return new Reference(getClass(), kind, line);
    }

    enum Kind {
        INT(SharedInt::new),
        LONG(SharedLong::new),
        DOUBLE(SharedDouble::new);

        @SuppressWarnings("ImmutableEnumChecker") // Constructor references, which capture nothing.
        private final Function<CacheLine, SharedNumber> attach;

        Kind(Function<CacheLine, SharedNumber> attach) {
            this.attach = attach;
        }
    }

    /** The serialized form of a shared number, which is resolved to the number where it is deserialized. */
    private static final class Reference extends MemoryReference {
        private static final long serialVersionUID = 1L;

        private final Kind kind;
        private final CacheLineReference line;

        Reference(Class<?> type, Kind kind, CacheLine line) {
            super(type, line::retain);
            this.kind = kind;
            this.line = line.reference();
        }

        private Object readResolve() {
            return KNOWN.resolve(line.identity(), () -> kind.attach.apply(CacheLine.attach(line)));
        }
    }
}
