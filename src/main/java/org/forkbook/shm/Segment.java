package org.forkbook.shm;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.multiprocessing.errors.SharedMemoryException;
import org.forkbook.service.LazyCleaner;
import org.forkbook.service.MachineName;
import org.forkbook.transport.FileDescriptors;

/**
 * A shared memory segment, initially zero.
 *
 * <p>Every process that has it mapped keeps it alive; the system frees it with the last of them, even if that one is
 * killed. Within one process a segment is one object, however often a reference to it is read.
 */
public final class Segment implements AutoCloseable {

    /** The maximum size of a segment in bytes: what one byte buffer can address, less a header. */
    public static final long MAX_BYTES = Integer.MAX_VALUE - (long) Segment.HEADER;

    /** A cache line, which holds the id. */
    private static final int HEADER = 64;

    private static final int MOST_ATTEMPTS = 7;
    private static final long PAUSE_NANOS = 2_000_000;

    private static final LazyCleaner CLEANER = new LazyCleaner();
    private static final WeakInterner<UUID, Segment> KNOWN = new WeakInterner<>();

    private final Hold hold;
    private final ByteBuffer memory;
    private final Cleaner.Cleanable cleanable;

    private Segment(MappedFile file) {
        hold = new Hold(file);
        memory = file.memory().slice(HEADER, file.memory().capacity() - HEADER).order(ByteOrder.nativeOrder());
        cleanable = CLEANER.register(this, hold);
    }

    /**
     * Allocates a segment.
     *
     * @throws SharedMemoryException if the system doesn't have that much memory
     */
    public static Segment allocate(long bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("Shared memory must have 1 to " + MAX_BYTES + " bytes (2 GiB), got "
                    + bytes + ". Use several smaller pieces.");
        }
        var directory = ShmDirectory.detect();
        var id = UUID.randomUUID();
        var file = create(directory, id, bytes + HEADER);
        file.memory().putLong(0, id.getMostSignificantBits()).putLong(8, id.getLeastSignificantBits());
        var segment = new Segment(file);
        KNOWN.add(id, segment);
        return segment;
    }

    /**
     * Creates the file. As with direct buffers, memory that nobody uses any more is freed only after a garbage
     * collection, and then a little later by other threads: so this retries for some time.
     */
    private static MappedFile create(ShmDirectory directory, UUID id, long bytes) {
        for (var attempt = 0; ; attempt++) {
            try {
                return MappedFile.create(directory, id, bytes);
            } catch (IOException e) {
                if (attempt == MOST_ATTEMPTS || bytes > directory.totalSpace()) {
                    throw notEnough(directory, bytes - HEADER, e);
                }
                RetainedSegments.dropAll();
                System.gc();
                LockSupport.parkNanos(PAUSE_NANOS << attempt);
            }
        }
    }

    private static SharedMemoryException notEnough(ShmDirectory directory, long bytes, IOException cause) {
        var what = "Can't get " + bytes + " bytes of shared memory from " + directory.path() + ": ";
        if (FileDescriptors.areShort()) {
            return new SharedMemoryException(what + FileDescriptors.ADVICE + ".", cause);
        }
        return new SharedMemoryException(
                what + cause.getMessage() + " (" + directory.freeSpace()
                        + "). Close what you no longer use, or provide more: in a container with --shm-size=2g, "
                        + "elsewhere with -Dforkbook.memory.folder=<a folder with more space>.",
                cause);
    }

    /**
     * Maps the segment of a reference.
     *
     * @throws SharedMemoryException if the process that wrote the reference has ended or has closed the segment
     */
    public static Segment attach(SegmentReference reference) {
        return KNOWN.resolve(reference.id(), () -> open(reference));
    }

    private static Segment open(SegmentReference reference) {
        if (!MachineName.isThis(reference.machine())) {
            throw new SharedMemoryException(
                    "Shared memory of " + MachineName.called(reference.machine())
                            + " was sent to this process, which is on another machine: memory is shared within one machine"
                            + " only. Send the values, or keep them in a Manager.",
                    null);
        }
        try {
            var file = MappedFile.open(reference);
            var found = new UUID(file.memory().getLong(0), file.memory().getLong(8));
            if (!found.equals(reference.id())) {
                file.close();
                throw new IOException("It holds something else now");
            }
            return new Segment(file);
        } catch (IOException e) {
            if (FileDescriptors.areShort()) {
                throw new SharedMemoryException("Can't open shared memory: " + FileDescriptors.ADVICE + ".", e);
            }
            throw new SharedMemoryException(
                    "Shared memory of process " + reference.pid() + " no longer exists: " + e.getMessage()
                            + ". Keep it in a "
                            + "variable of the process that created it, unclosed, until the others have opened it.",
                    e);
        }
    }

    /** The identity of this segment. */
    public UUID id() {
        return hold.file.reference().id();
    }

    /** The segment's bytes, in native byte order; position and limit must not be changed. */
    public ByteBuffer memory() {
        return memory;
    }

    /** A reference for other processes, valid as long as this process has the segment. */
    public SegmentReference reference() {
        return hold.file.reference();
    }

    /**
     * Keeps the segment for a while after it has been collected: a receiver may be about to open it, and nobody knows
     * when.
     */
    public void retain() {
        hold.retained = true;
    }

    /** Closes the segment in this process; other processes keep it. */
    @Override
    public void close() {
        hold.retained = false;
        KNOWN.remove(hold.file.reference().id());
        cleanable.clean();
    }

    /** The cleanup action for a segment that has been closed or collected; it must not refer to the segment itself. */
    static final class Hold implements Runnable {
        private final MappedFile file;
        /** Whether another process may be about to open the segment by a reference from here. */
        private volatile boolean retained;

        Hold(MappedFile file) {
            this.file = file;
        }

        @Override
        public void run() {
            if (retained) {
                RetainedSegments.add(this);
            } else {
                file.close();
            }
        }

        long bytes() {
            return file.memory().capacity();
        }

        void drop() {
            file.close();
        }
    }
}
