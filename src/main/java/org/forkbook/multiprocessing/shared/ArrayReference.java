package org.forkbook.multiprocessing.shared;

import java.util.UUID;
import java.util.function.Function;
import org.forkbook.serialization.PinnableReference;
import org.forkbook.shm.Segment;
import org.forkbook.shm.SegmentReference;
import org.forkbook.shm.WeakInterner;
import org.jspecify.annotations.Nullable;

/** The serialized form of a shared array, which is resolved to the array where it is deserialized. */
final class ArrayReference extends PinnableReference {
    private static final long serialVersionUID = 1L;
    private static final WeakInterner<UUID, Object> KNOWN = new WeakInterner<>();

    private final Kind kind;
    private final SegmentReference segment;

    /** The array; null in a deserialized reference. */
    private final transient @Nullable SharedArray array;

    ArrayReference(Kind kind, SharedArray array) {
        this.kind = kind;
        this.segment = array.reference();
        this.array = array;
    }

    /** Registers a new array, so that a reference to it resolves to the same object. */
    static <T> T known(T value, Function<T, SharedArray> array) {
        KNOWN.add(array.apply(value).id(), value);
        return value;
    }

    /** Removes a closed array: a reference no longer resolves to it. */
    static void forget(UUID id) {
        KNOWN.remove(id);
    }

    @Override
    public void pin() {
        if (array != null) {
            array.linger();
        }
    }

    private Object readResolve() {
        return KNOWN.resolve(segment.id(), () -> kind.attach.apply(Segment.attach(segment)));
    }

    enum Kind {
        BYTE(SharedByteArray::new),
        INT(SharedIntArray::new),
        LONG(SharedLongArray::new),
        DOUBLE(SharedDoubleArray::new);

        @SuppressWarnings("ImmutableEnumChecker") // Constructor references, which capture nothing.
        private final Function<Segment, Object> attach;

        Kind(Function<Segment, Object> attach) {
            this.attach = attach;
        }
    }
}
