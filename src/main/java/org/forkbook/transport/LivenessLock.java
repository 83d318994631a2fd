package org.forkbook.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A locked file, which shows that the process that made it still runs: the system releases the lock with the process,
 * however that ends. A PID doesn't show that: it is used again, and it is another process's in another container that
 * shares the directory.
 *
 * <p>A file appears under its name with its lock, so that nobody ever finds it unlocked while its process runs. On a
 * network file system the lock of another machine may not be seen here; whoever looks for locks there has to know
 * whose they are.
 */
public final class LivenessLock implements AutoCloseable {

    /**
     * The files that this process has locked, by their identity. It must not open one again: the system drops a lock as
     * soon as the process closes any of its descriptors of the file.
     */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Object key;
    private final FileChannel channel;

    private LivenessLock(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** Creates a file and locks it until it is closed, or this process ends. */
    public static LivenessLock create(Path file) throws IOException {
        var unlocked = file.resolveSibling(file.getFileName() + ".new");
        var channel = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return take(channel, unlocked, file);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            Files.deleteIfExists(unlocked);
            throw e;
        }
    }

    /**
     * Locks an open file and gives it another name.
     *
     * @param channel the file, open for writing; closed with the lock
     */
    public static LivenessLock take(FileChannel channel, Path unlocked, Path locked) throws IOException {
        var key = key(unlocked);
        HELD.add(key);
        try {
            if (channel.tryLock() == null) {
                throw new IOException("Another process has locked " + unlocked);
            }
            Files.move(unlocked, locked, StandardCopyOption.ATOMIC_MOVE);
            return new LivenessLock(key, channel);
        } catch (IOException | RuntimeException | Error e) {
            HELD.remove(key);
            throw e;
        }
    }

    /** Whether the process that made the file has ended; false if that can't be told. */
    public static boolean isFree(Path file) {
        try {
            if (HELD.contains(key(file))) {
                return false;
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    var lock = channel.tryLock()) {
                return lock != null;
            }
        } catch (IOException | OverlappingFileLockException e) {
            return false; // Another user's, or it has just been removed.
        }
    }

    private static Object key(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return Objects.requireNonNullElse(attributes.fileKey(), file.toAbsolutePath());
    }

    /** Releases the lock; the file stays. */
    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(key);
    }
}
