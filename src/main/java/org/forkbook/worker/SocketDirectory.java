package org.forkbook.worker;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A short-lived directory for one Unix domain socket, which only its owner can enter. Its name holds the owner's PID
 * and start time, so that a later process recognizes and removes one whose owner was killed.
 */
final class SocketDirectory implements AutoCloseable {
    private static final String PREFIX = "forkbook-";
    private static final String SOCKET = "s";
    /** What a socket's path may be long, on Linux (107) and macOS (103). */
    private static final int MAX_PATH = 100;

    private final Path directory;
    private final Thread atExit = new Thread(null, this::remove, "forkbook-socket-cleanup", 0, false);

    private SocketDirectory(Path directory) {
        this.directory = directory;
    }

    static SocketDirectory create() throws IOException {
        var self = ProcessHandle.current();
        var parent = parent();
        sweep(parent);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (int attempt = 0; ; attempt++) {
            var name = PREFIX + self.pid() + "-" + startOf(self) + "-" + Long.toString(System.nanoTime(), 36);
            try {
                var made = new SocketDirectory(Files.createDirectory(parent.resolve(name), ownerOnly));
                made.removeAtExit();
                return made;
            } catch (FileAlreadyExistsException e) {
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private void removeAtExit() {
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            remove();
            throw e;
        }
    }

    Path socket() {
        return directory.resolve(SOCKET);
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, and finds nothing.
        }
    }

    private void remove() {
        remove(directory);
    }

    private static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(SOCKET));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // The next start tries again.
        }
    }

    private static Path parent() {
        var configured = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        boolean fits = configured.toString().length() + PREFIX.length() + 45 <= MAX_PATH;
        return fits && Files.isWritable(configured) ? configured : Path.of("/tmp");
    }

    /** Removes what killed processes left. */
    private static void sweep(Path parent) {
        try (var left = Files.newDirectoryStream(parent, PREFIX + "*-*-*")) {
            for (var directory : left) {
                if (isStale(directory.getFileName().toString())) {
                    remove(directory);
                }
            }
        } catch (IOException e) {
            // Tidying up for others is a courtesy.
        }
    }

    /** Removes those of killed processes, wherever they may be. */
    static void sweep() {
        parents().forEach(SocketDirectory::sweep);
    }

    /** Removes those of a process that has ended, though the system may still know its number. */
    static void removeAllOf(long pid) {
        for (var parent : parents()) {
            try (var left = Files.newDirectoryStream(parent, PREFIX + pid + "-*-*")) {
                left.forEach(SocketDirectory::remove);
            } catch (IOException | DirectoryIteratorException e) {
                // The next start tries again.
            }
        }
    }

    private static Set<Path> parents() {
        return new HashSet<>(
                List.of(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath(), Path.of("/tmp")));
    }

    private static boolean isStale(String name) {
        var parts = name.substring(PREFIX.length()).split("-", -1);
        try {
            long start = Long.parseLong(parts[1], 36);
            Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(parts[0]));
            return owner.isEmpty() || startTime(owner.get()) != start;
        } catch (NumberFormatException e) {
            return false; // Not one of ours.
        }
    }

    private static String startOf(ProcessHandle process) {
        return Long.toString(startTime(process), 36);
    }

    private static long startTime(ProcessHandle process) {
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }
}
