package org.forkbook.multiprocessing.shared;

import java.util.UUID;
import java.util.function.Function;
import org.forkbook.serialization.PinnableReference;
import org.forkbook.shm.Segment;
import org.forkbook.shm.SegmentReference;
import org.forkbook.shm.WeakInterner;
import org.jspecify.annotations.Nullable;

/** What travels in place of a shared array; where it arrives it becomes the array again. */
final class ArrayReference extends PinnableReference {
    private static final long serialVersionUID = 1L;
    private static final WeakInterner<UUID, Object> KNOWN = new WeakInterner<>();

    private final Kind kind;
    private final SegmentReference segment;

    /** Where it was written: what it stands for; null where it was read. */
    private final transient @Nullable SharedArray array;

    ArrayReference(Kind kind, SharedArray array) {
        this.kind = kind;
        this.segment = array.reference();
        this.array = array;
    }

    /** Makes a new array known, so that its reference leads back to it. */
    static <T> T known(T value, Function<T, SharedArray> array) {
        KNOWN.add(array.apply(value).id(), value);
        return value;
    }

    /** What was closed is not found again by its reference. */
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

        @SuppressWarnings("ImmutableEnumChecker") // Constructor references, which hold nothing.
        private final Function<Segment, Object> attach;

        Kind(Function<Segment, Object> attach) {
            this.attach = attach;
        }
    }
}
