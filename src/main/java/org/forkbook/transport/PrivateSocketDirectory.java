package org.forkbook.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.forkbook.service.ProcessLiveness;
import org.jspecify.annotations.Nullable;

/**
 * A directory for one Unix domain socket, accessible to its owner only.
 *
 * <p>It is removed when it is closed or its process ends. If the process was killed, the next process that sees it
 * removes it: its name holds the owner's PID and start time, and the {@link PidNamespace} in which they are unique. A
 * directory from another namespace of this system is removed if no process listens on its socket. A directory of
 * another user, or a link, is left alone.
 */
public final class PrivateSocketDirectory implements AutoCloseable {

    /** The purpose of the socket. */
    public enum Kind {
        /** A {@code WorkerAcceptor}, to which new workers connect. */
        WORKERS("forkbook-w-"),
        /** A {@code BrokerAcceptor}, to which clients of a broker connect. */
        BROKER("forkbook-broker-");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final String SOCKET = "s";
    /** The maximum length of a socket's path, below the limits of Linux (107) and macOS (103). */
    private static final int MAX_PATH = 100;
    /** The maximum length of the directory's and the socket's names in it. */
    private static final int NAME = 50;

    /** A socket exists before its process listens on it; that takes less than this. */
    private static final Duration YOUNG = Duration.ofSeconds(10);

    private static final AtomicInteger MADE = new AtomicInteger();

    private final Path directory;
    private final Thread atExit = new Thread(null, this::remove, "forkbook-socket-cleanup", 0, false);

    private PrivateSocketDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Creates a directory.
     *
     * @throws IOException if it can't be created; the message names the parent directory
     */
    public static PrivateSocketDirectory create(Kind kind) throws IOException {
        var parent = parent();
        sweep(parent);
        var self = ProcessHandle.current();
        var name = prefix(kind, self.pid()) + startOf(self) + "-" + Integer.toString(MADE.incrementAndGet(), 36);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try {
            var made = new PrivateSocketDirectory(Files.createDirectory(parent.resolve(name), ownerOnly));
            made.removeAtExit();
            return made;
        } catch (IOException e) {
            throw new IOException(
                    "Can't create a folder for a socket in " + parent + ": " + e.getMessage()
                            + ". Free some space there, or choose another folder: -Djava.io.tmpdir=<folder>, or"
                            + " TMPDIR.",
                    e);
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

    /** The path of the socket. */
    public Path socket() {
        return directory.resolve(SOCKET);
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is exiting: the hook already runs, and finds nothing.
        }
    }

    /** Removes the directory from the file system and nothing else: for a process that is about to end. */
    public void remove() {
        remove(directory);
    }

    private static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(SOCKET));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // The next sweep tries again.
        }
    }

    private static void removeOwn(Path directory) {
        if (OwnerOnlyFiles.isOwnDirectory(directory)) {
            remove(directory);
        }
    }

    private static Path parent() {
        var configured = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        var fits = configured.toString().length() + NAME <= MAX_PATH;
        return fits && Files.isWritable(configured) ? configured : Path.of("/tmp");
    }

    private static String prefix(Kind kind, long pid) {
        return kind.prefix + PidNamespace.own() + "-" + pid + "-";
    }

    /** Removes the directories of killed processes, in every place where they may be. */
    public static void sweep() {
        parents().forEach(PrivateSocketDirectory::sweep);
    }

    private static void sweep(Path parent) {
        for (var kind : Kind.values()) {
            removeAll(parent, kind.prefix, directory -> isDeserted(directory, kind));
        }
    }

    /** Removes the directories of a process that has ended, even if the system still knows its PID. */
    public static void removeAllOf(long pid) {
        for (var parent : parents()) {
            for (var kind : Kind.values()) {
                removeAll(parent, prefix(kind, pid), directory -> true);
            }
        }
    }

    private static void removeAll(Path parent, String prefix, Predicate<Path> wanted) {
        try (var found = Files.newDirectoryStream(parent, prefix + "*")) {
            for (var directory : found) {
                if (wanted.test(directory)) {
                    removeOwn(directory);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Cleaning up after others is best effort.
        }
    }

    private static Set<Path> parents() {
        return new HashSet<>(
                List.of(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath(), Path.of("/tmp")));
    }

    private static boolean isDeserted(Path directory, Kind kind) {
        var owner = Owner.parse(directory.getFileName().toString().substring(kind.prefix.length()));
        if (owner == null) {
            return false;
        }
        if (owner.space.isOwn()) {
            return owner.hasEnded();
        }
        // Of another boot: perhaps on a shared file system, of another machine, where a connection from here can't
        // succeed.
        return owner.space.boot().equals(PidNamespace.own().boot())
                && isOld(directory)
                && nobodyListens(directory.resolve(SOCKET));
    }

    private static boolean isOld(Path directory) {
        try {
            return Files.getLastModifiedTime(directory)
                    .toInstant()
                    .isBefore(Instant.now().minus(YOUNG));
        } catch (IOException e) {
            return false; // It has just been removed.
        }
    }

    /** The owner of a directory, parsed from its name. */
    private record Owner(PidNamespace space, long pid, long start) {

        static @Nullable Owner parse(String name) {
            var parts = name.split("-", -1);
            if (parts.length != 4) {
                return null;
            }
            try {
                return new Owner(PidNamespace.parse(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2], 36));
            } catch (IllegalArgumentException e) {
                return null; // Not one of ours.
            }
        }

        boolean hasEnded() {
            var process = ProcessLiveness.running(pid);
            return process.isEmpty() || startTime(process.get()) != start;
        }
    }

    /**
     * Removes the directory of a socket that was in use, if no process listens on it any more: its process has ended,
     * even if the system still knows its PID.
     *
     * @return whether it was removed
     */
    public static boolean removeIfStale(Path socket) {
        if (!Files.exists(socket)) {
            return true;
        }
        var stale = nobodyListens(socket);
        if (stale) {
            removeOwn(Objects.requireNonNull(socket.getParent()));
        }
        return stale;
    }

    /**
     * Whether a connection is refused. A connection that can't be tried, for want of descriptors or permissions,
     * tells nothing.
     */
    private static boolean nobodyListens(Path socket) {
        var interrupted = Thread.interrupted(); // An interrupt would close the socket while it connects.
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // A process that is stopped accepts no connection, and has not ended.
            probe.connect(UnixDomainSocketAddress.of(socket));
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String startOf(ProcessHandle process) {
        return Long.toString(startTime(process), 36);
    }

    private static long startTime(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
