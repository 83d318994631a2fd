package org.forkbook.multiprocessing.shared;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.shm.Segment;
import org.forkbook.shm.SegmentNames;
import org.forkbook.shm.SegmentReference;
import org.forkbook.shm.WeakInterner;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * A block of shared memory, which other processes open by its name or receive in a task.
 *
 * <p>It is removed when the last process that has it open closes it or ends, however that one ends. Its buffer is as
 * fast as other memory, and accesses are just as unsynchronized: use a lock, or {@link SharedByteArray} and the other
 * shared arrays for atomic elements.
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

    /** Named blocks stay open until they are closed, even if the object is unreachable. */
    private static final Set<SharedMemory> NAMED = ConcurrentHashMap.newKeySet();

    private final transient Segment segment;
    private final transient @Nullable String name;
    private transient volatile boolean closed;

    private SharedMemory(Segment segment, @Nullable String name) {
        this.segment = segment;
        this.name = name;
    }

    /**
     * Creates a named block, initially zero.
     *
     * @param name 1 to 100 letters, digits, '.', '_' or '-'
     * @param bytes 1 to 2 GiB
     * @throws org.forkbook.multiprocessing.errors.SharedMemoryException if the name is taken, or the system doesn't
     *     have that much
     */
    public static SharedMemory create(String name, long bytes) {
        return resolve(SegmentNames.create(name, bytes), name);
    }

    /** Creates an unnamed block: it is reached only by passing it on, to a task or through a queue. */
    public static SharedMemory create(long bytes) {
        return resolve(Segment.allocate(bytes), null);
    }

    /**
     * Opens the block of that name; in a process that already has it open it is the same object.
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
     * A new buffer on the memory, in native byte order, from position 0 to the end.
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

    /**
     * Closes it in this process, and removes its name with the last process that has it. Buffers obtained earlier
     * stay usable.
     */
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

    private static final class Reference extends MemoryReference {
        private static final long serialVersionUID = 1L;

        private final SegmentReference reference;
        private final @Nullable String name;

        Reference(Segment segment, @Nullable String name) {
            super(SharedMemory.class, segment::retain);
            this.reference = segment.reference();
            this.name = name;
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
