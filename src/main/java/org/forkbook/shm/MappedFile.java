package org.forkbook.shm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.forkbook.service.MachineName;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.DeleteOnExit;
import org.forkbook.transport.LivenessLock;
import org.forkbook.transport.OwnerOnlyFiles;
import org.jspecify.annotations.Nullable;

/**
 * An open, memory-mapped file that backs a {@link Segment}.
 *
 * <p>On Linux the file is unlinked as soon as it has been created. Only the processes that hold it open or mapped
 * keep it alive, so the system frees it with the last of them, however that one ends. Other processes open it through
 * {@code /proc}. Where that isn't possible the file keeps its name until its creator closes it or exits; a {@link
 * LivenessLock} on it shows that the creator still runs.
 *
 * <p>The whole length is written at creation. A sparse file takes no memory at first, and a process that touches it
 * when the system has none left is killed by a signal; writing turns the same shortage into an ordinary error at
 * creation.
 */
final class MappedFile implements AutoCloseable {

    private static final int BLOCK = 1 << 20;

    private final RandomAccessFile file;
    private final MappedByteBuffer memory;
    private final SegmentReference reference;
    private final @Nullable Path deleteAtClose;
    /** The lock on a file that has a name. */
    private final @Nullable LivenessLock lock;

    private MappedFile(
            RandomAccessFile file,
            MappedByteBuffer memory,
            SegmentReference reference,
            @Nullable Path deleteAtClose,
            @Nullable LivenessLock lock) {
        this.file = file;
        this.lock = lock;
        this.memory = memory;
        this.reference = reference;
        this.deleteAtClose = deleteAtClose;
    }

    static MappedFile create(ShmDirectory directory, UUID id, long bytes) throws IOException {
        // An interrupt closes a file channel, and one that is meant for the caller's next wait must not lose the
        // memory.
        return Uninterruptibles.get(() -> createOnce(directory, id, bytes));
    }

    private static MappedFile createOnce(ShmDirectory directory, UUID id, long bytes) throws IOException {
        var pid = ProcessHandle.current().pid();
        var path = directory.path().resolve(SegmentNames.fileName(id));
        OwnerOnlyFiles.create(path).close();
        var kept = false;
        RandomAccessFile file = null;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
            var open = directory.nameless() ? ShmDirectory.openFile(path, pid) : null;
            if (open != null) {
                Files.delete(path);
            }
            fill(file, bytes);
            var memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            var lock = open != null ? null : lock(file, path);
            var name = lock != null ? SegmentNames.locked(path) : path;
            var reference =
                    new SegmentReference(id, bytes, (open != null ? open : name).toString(), MachineName.own(), pid);
            if (open == null) {
                DeleteOnExit.add(name);
            }
            kept = true;
            return new MappedFile(file, memory, reference, open != null ? null : name, lock);
        } finally {
            if (!kept) {
                if (file != null) {
                    file.close();
                }
                Files.deleteIfExists(path);
            }
        }
    }

    private static @Nullable LivenessLock lock(RandomAccessFile file, Path path) {
        try {
            return LivenessLock.take(file.getChannel(), path, SegmentNames.locked(path));
        } catch (IOException e) {
            return null; // The file system has no locks: the PID in the name has to do.
        }
    }

    static MappedFile open(SegmentReference reference) throws IOException {
        return Uninterruptibles.get(() -> openOnce(reference));
    }

    private static MappedFile openOnce(SegmentReference reference) throws IOException {
        var path = Path.of(reference.path());
        var throughProc = path.startsWith("/proc");
        // Checked before opening: the descriptor may now be a terminal or a pipe, and opening that would block.
        var target = throughProc ? ShmDirectory.target(path) : path;
        if (target == null || !target.toString().contains(reference.id().toString())) {
            throw new IOException("Process " + reference.pid() + " no longer holds it open");
        }
        var file = new RandomAccessFile(path.toFile(), "rw");
        try {
            if (file.length() != reference.bytes()) {
                throw new IOException("It is " + file.length() + " bytes long and not " + reference.bytes());
            }
            var memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, reference.bytes());
            var self = throughProc ? ownPath(file, target) : reference.path();
            var ours = new SegmentReference(
                    reference.id(),
                    reference.bytes(),
                    self,
                    MachineName.own(),
                    ProcessHandle.current().pid());
            return new MappedFile(file, memory, ours, null, null);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The path to the file through this process, which may outlive the one that the reference came from. */
    private static String ownPath(RandomAccessFile file, Path target) throws IOException {
        var pid = ProcessHandle.current().pid();
        try (var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var entry : entries) {
                if (target.equals(ShmDirectory.target(entry))) {
                    return "/proc/" + pid + "/fd/" + entry.getFileName();
                }
            }
        }
        throw new IOException("Can't find " + file + " among the open files of this process");
    }

    private static void fill(RandomAccessFile file, long bytes) throws IOException {
        var zeros = new byte[(int) Math.min(bytes, BLOCK)];
        for (var left = bytes; left > 0; left -= zeros.length) {
            file.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }

    MappedByteBuffer memory() {
        return memory;
    }

    /** A reference for other processes, valid until this process has closed the file. */
    SegmentReference reference() {
        return reference;
    }

    /**
     * Closes the file. The memory stays mapped until the garbage collector finds that nothing in this process uses
     * it.
     */
    @Override
    public void close() {
        try (file) {
            if (deleteAtClose != null) {
                DeleteOnExit.delete(deleteAtClose);
            }
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // Nothing can be done about a file that does not close; the end of the process closes it.
            System.getLogger(MappedFile.class.getName()).log(System.Logger.Level.DEBUG, "Closing shared memory", e);
        }
    }
}
