package org.forkbook.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory for shared memory files: {@code /dev/shm} where it exists, else the directory for temporary files.
 * The system property {@code forkbook.memory.folder} overrides it.
 *
 * @param path the directory
 * @param nameless whether a deleted file can be reached through {@code /proc} while a process holds it open, so that
 *     it needs no name
 */
record ShmDirectory(Path path, boolean nameless) {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    static ShmDirectory detect() {
        var chosen = System.getProperty("forkbook.memory.folder");
        var shm = Path.of("/dev/shm");
        var path = chosen != null ? Path.of(chosen) : shm;
        if (chosen == null && !(Files.isDirectory(shm) && Files.isWritable(shm))) {
            path = Path.of(System.getProperty("java.io.tmpdir"));
        }
        var named = Boolean.getBoolean("forkbook.memory.named");
        return new ShmDirectory(path, !named && Files.isDirectory(OPEN_FILES));
    }

    /** The size of its file system; the largest number if it is unknown. */
    long totalSpace() {
        try {
            return Files.getFileStore(path).getTotalSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The free space, as text. */
    String freeSpace() {
        try {
            return (Files.getFileStore(path).getUsableSpace() >> 10) + " KiB are free";
        } catch (IOException e) {
            return "it can't be read";
        }
    }

    /** The path under {@code /proc} of an open file of this process, found by the file's own path. */
    static @Nullable Path openFile(Path file, long pid) throws IOException {
        var real = file.toRealPath();
        try (var entries = Files.newDirectoryStream(OPEN_FILES)) {
            for (var entry : entries) {
                if (real.equals(target(entry))) {
                    return Path.of("/proc/" + pid + "/fd/" + entry.getFileName());
                }
            }
        }
        return null;
    }

    /** The target of a link under {@code /proc}; null if it has gone in the meantime. */
    static @Nullable Path target(Path entry) {
        try {
            return Files.readSymbolicLink(entry);
        } catch (IOException e) {
            return null; // Closed since it was listed, or its process has ended.
        }
    }
}
