package org.forkbook.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.forkbook.service.ProcessLiveness;
import org.jspecify.annotations.Nullable;

/**
 * A listening Unix domain socket in a directory of its own, which only this user can enter.
 *
 * <p>The directory is removed when the socket is closed or its process ends. If the process was killed, the next process
 * that sees it removes it: the {@link LivenessLock} in it is free then. Its name holds the {@link PidNamespace} and the PID, so that
 * the directories of one process can be found, and those of another system that shares the file system are left alone.
 * So is a directory of another user, or a link.
 */
public final class PrivateSocket implements AutoCloseable {

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
    private static final String LOCK = "lock";
    /** The maximum length of a socket's path, below the limits of Linux (107) and macOS (103). */
    private static final int MAX_PATH = 100;
    /** The maximum length of the directory's and the socket's names in it. */
    private static final int NAME = 50;

    private static final AtomicInteger MADE = new AtomicInteger();

    private final Path directory;
    /** Null if the file system has no locks. */
    private final @Nullable LivenessLock lock;

    private final ServerSocketChannel server;
    private final Acceptor acceptor;

    private PrivateSocket(Path directory, int backlog, Acceptor.Refusal refusal) throws IOException {
        this.directory = directory;
        lock = lock(directory);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path()), backlog);
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            releaseLock();
            throw e;
        }
        acceptor = new Acceptor(server, refusal);
    }

    /**
     * Opens a socket.
     *
     * @param backlog how many clients may wait to be accepted
     * @param refusal the answer to a client for which this process has no file descriptor left
     * @throws IOException if it can't be opened; the message names the parent of a directory that can't be created
     */
    public static PrivateSocket open(Kind kind, int backlog, Acceptor.Refusal refusal) throws IOException {
        FileDescriptors.needForSockets();
        var directory = createDirectory(kind);
        try {
            return new PrivateSocket(directory, backlog, refusal);
        } catch (IOException | RuntimeException | Error e) {
            DeleteOnExit.delete(directory);
            throw e;
        }
    }

    private static Path createDirectory(Kind kind) throws IOException {
        var parent = parent();
        sweep(parent);
        // Unlike every other one, even one that a process with the same PID has left.
        var number = Long.toString(System.currentTimeMillis(), 36) + "." + MADE.incrementAndGet();
        var name = prefix(kind, ProcessHandle.current().pid()) + number;
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try {
            var directory = Files.createDirectory(parent.resolve(name), ownerOnly);
            if (!DeleteOnExit.add(directory)) {
                DeleteOnExit.delete(directory);
                throw new IllegalStateException("This process is exiting, and opens no socket any more.");
            }
            return directory;
        } catch (IOException e) {
            throw new IOException(
                    "Can't create a folder for a socket in " + parent + ": " + e.getMessage()
                            + ". Free some space there, or choose another folder: -Djava.io.tmpdir=<folder>, or"
                            + " TMPDIR.",
                    e);
        }
    }

    private static @Nullable LivenessLock lock(Path directory) {
        try {
            return LivenessLock.create(directory.resolve(LOCK));
        } catch (IOException e) {
            return null;
        }
    }

    /** The path of the socket. */
    public Path path() {
        return directory.resolve(SOCKET);
    }

    /** Has a selector tell when a client waits; {@link #accept} doesn't wait for one from then on. */
    public void register(Selector selector) throws IOException {
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** As {@link Acceptor#accept}. */
    public @Nullable SocketChannel accept() throws ClosedChannelException {
        return acceptor.accept();
    }

    /** Closes the socket, which ends a wait in {@link #accept}, and removes its directory. */
    @Override
    public void close() {
        try (acceptor) {
            remove();
            releaseLock();
        } catch (IOException e) {
            // The rest ends with this process.
        }
    }

    private void releaseLock() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    /** Removes the directory from the file system and nothing else: for a process that is about to end. */
    public void remove() {
        DeleteOnExit.delete(directory);
    }

    private static void removeOwn(Path directory) {
        if (OwnerOnlyFiles.isOwnDirectory(directory)) {
            DeleteOnExit.delete(directory);
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
        parents().forEach(PrivateSocket::sweep);
    }

    private static void sweep(Path parent) {
        for (var kind : Kind.values()) {
            removeAll(parent, kind.prefix, directory -> isStale(directory, kind));
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

    private static boolean isStale(Path directory, Kind kind) {
        var parts = directory
                .getFileName()
                .toString()
                .substring(kind.prefix.length())
                .split("-", -1);
        try {
            var namespace = PidNamespace.parse(parts[0]);
            var lock = directory.resolve(LOCK);
            if (Files.exists(lock)) {
                return namespace.isOfThisBoot() && LivenessLock.isFree(lock);
            }
            // It is being created, or its file system has no locks, or an older version has created it.
            return parts.length > 2
                    && namespace.isOwn()
                    && ProcessLiveness.running(Long.parseLong(parts[1])).isEmpty();
        } catch (IllegalArgumentException e) {
            return false; // Not one of ours.
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
}
