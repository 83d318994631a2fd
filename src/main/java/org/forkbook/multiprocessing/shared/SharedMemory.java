package org.forkbook.multiprocessing.shared;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.serialization.PinnableReference;
import org.forkbook.shm.Segment;
import org.forkbook.shm.SegmentNames;
import org.forkbook.shm.SegmentReference;
import org.forkbook.shm.WeakInterner;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * A block of bytes that processes share, found by its name or passed to a task.
 *
 * <p>It is removed when the last process that has it open closes it or ends, however that one ends. Reading and writing its
 * buffer is as fast as any other memory and just as unordered: use {@link SharedByteArray} and its kin for atomic elements,
 * or a lock.
 *
 * <pre>{@code
 * try (var memory = SharedMemory.create("picture", 1 << 20)) {
 *     memory.buffer().putInt(0, 42);
 *     var process = new WorkerProcess(() -> System.out.println(SharedMemory.open("picture").buffer().getInt(0)));
 *     process.start();
 *     process.join();
 * }
 * }</pre>
 */
public final class SharedMemory implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    static {
        var worker = WorkerContext.current();
        if (worker != null) {
            worker.whenOrphaned(SegmentNames::deleteAll);
        }
    }

    private static final WeakInterner<UUID, SharedMemory> KNOWN = new WeakInterner<>();

    /** Those with a name stay until they are closed, whether or not somebody still refers to the object. */
    private static final Set<SharedMemory> NAMED = ConcurrentHashMap.newKeySet();

    private final transient Segment segment;
    private final transient @Nullable String name;
    private transient volatile boolean closed;

    private SharedMemory(Segment segment, @Nullable String name) {
        this.segment = segment;
        this.name = name;
    }

    /**
     * Makes shared memory with a name, zeroed.
     *
     * @param name 1 to 100 letters, digits, '.', '_' or '-'
     * @param bytes 1 to 2 GiB
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the name is taken, or the system has not got that much
     */
    public static SharedMemory create(String name, long bytes) {
        return resolve(SegmentNames.create(name, bytes), name);
    }

    /** Makes shared memory without a name: it is reached only by passing it on, to a task or through a queue. */
    public static SharedMemory create(long bytes) {
        return resolve(Segment.allocate(bytes), null);
    }

    /**
     * Opens the shared memory of that name; in the process that has it open already it is the same object.
     *
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if there is none
     */
    public static SharedMemory open(String name) {
        return resolve(SegmentNames.open(name), name);
    }

    private static SharedMemory resolve(Segment segment, @Nullable String name) {
        var memory = KNOWN.resolve(segment.id(), () -> new SharedMemory(segment, name));
        if (name != null) {
            NAMED.add(memory);
        }
        return memory;
    }

    /** The name under which it can be opened. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** The number of bytes. */
    public int size() {
        return buffer().capacity();
    }

    /**
     * Its bytes: a new buffer on the same memory, in the machine's byte order, from position 0 to the end.
     *
     * @throws IllegalStateException if it was closed in this process
     */
    public ByteBuffer buffer() {
        if (closed) {
            throw new IllegalStateException("This shared memory was closed in this process");
        }
        return segment.memory()
                .slice(0, segment.memory().capacity())
                .order(segment.memory().order());
    }

    /** Gives it up in this process, and its name with the last process that has it. Buffers already taken stay usable. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            KNOWN.remove(segment.id());
            NAMED.remove(this);
            if (name != null) {
                SegmentNames.release(name);
            }
            segment.close();
        }
    }

    @Override
    public String toString() {
        return "SharedMemory " + (name == null ? "without a name" : "\"" + name + "\"") + (closed ? " (closed)" : "");
    }

    private Object writeReplace() {
        buffer();
        return new Reference(segment, name);
    }

    private static final class Reference extends PinnableReference {
        private static final long serialVersionUID = 1L;

        private final SegmentReference reference;
        private final @Nullable String name;

        /** Where it was written: what it stands for; null where it was read. */
        private final transient @Nullable Segment segment;

        Reference(Segment segment, @Nullable String name) {
            this.reference = segment.reference();
            this.name = name;
            this.segment = segment;
        }

        @Override
        public void pin() {
            if (segment != null) {
                segment.retain();
            }
        }

        private Object readResolve() {
            var attached = Segment.attach(reference);
            if (name != null) {
                SegmentNames.join(name, attached);
            }
            return resolve(attached, name);
        }
    }
}
