package org.forkbook.hub;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * The socket by which other processes come to a hub, in a folder that only its owner can enter.
 *
 * <p>The folder goes when this process ends; if the process was killed it goes by the next one that sees it: a process that
 * was connected, or one that opens a door of its own.
 */
final class Door {

    private static final String PREFIX = "forkbook-hub-";
    /** What a socket's path may be long, on Linux (107) and macOS (103). */
    private static final int MAX_PATH = 100;

    /** Whoever connects says at once who it is: of those who don't, so many are waited for. */
    private static final int MOST_STRANGERS = 256;

    private static final long RETRY_NANOS = 10_000_000;

    private final Hub hub;
    private final ArrayDeque<RemoteSession> strangers = new ArrayDeque<>(); // guarded by the hub
    private final ServerSocketChannel socket;
    private final HubAddress address;

    private Door(Hub hub, ServerSocketChannel socket, HubAddress address) {
        this.hub = hub;
        this.socket = socket;
        this.address = address;
    }

    static Door open(Hub hub, UUID id) throws IOException {
        var folder = folder(id);
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        var path = folder.resolve("s");
        var address = new HubAddress(
                id,
                ProcessHandle.current().pid(),
                path.toString(),
                HexFormat.of().formatHex(secret));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(path), "forkbook-hub-door"));
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(path), 512);
            socket.configureBlocking(false);
            var selector = Selector.open();
            socket.register(selector, SelectionKey.OP_ACCEPT);
            var door = new Door(hub, socket, address);
            var thread = new Thread(null, () -> door.serve(selector), "forkbook-hub", 0, false);
            thread.setDaemon(true);
            thread.start();
            return door;
        } catch (IOException | RuntimeException e) {
            socket.close();
            remove(path);
            throw e;
        }
    }

    private static Path folder(UUID id) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        var pid = ProcessHandle.current().pid();
        var name = PREFIX + pid + "-" + id.toString().substring(0, 8);
        var parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        if (parent.resolve(name).toString().length() + 2 > MAX_PATH || !Files.isWritable(parent)) {
            parent = Path.of("/tmp");
        }
        sweep(parent);
        return Files.createDirectory(parent.resolve(name), ownerOnly);
    }

    /** Removes the doors of processes that were killed. */
    private static void sweep(Path parent) {
        try (var left = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (var folder : left) {
                var parts = folder.getFileName()
                        .toString()
                        .substring(PREFIX.length())
                        .split("-", -1);
                if (parts.length == 2 && parts[0].matches("\\d{1,18}")) {
                    if (ProcessHandle.of(Long.parseLong(parts[0])).isEmpty()) {
                        remove(folder.resolve("s"));
                    }
                }
            }
        } catch (IOException e) {
            // To tidy up behind others is a courtesy; the own door matters more.
        }
    }

    /** Removes the doors of one process, which has ended, though the system may still know its number. */
    static void removeAllOf(long pid) {
        for (var parent : new HashSet<>(
                List.of(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath(), Path.of("/tmp")))) {
            try (var left = Files.newDirectoryStream(parent, PREFIX + pid + "-*")) {
                left.forEach(folder -> remove(folder.resolve("s")));
            } catch (IOException | DirectoryIteratorException e) {
                // To tidy up behind others is a courtesy.
            }
        }
    }

    /** Removes a door at which nobody listens any more; its process may still be on its way out. */
    static void removeIfDeserted(Path path) {
        try {
            Uninterrupted.get(() -> {
                try (var knock = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    return knock.connect(UnixDomainSocketAddress.of(path));
                }
            });
        } catch (IOException e) {
            remove(path);
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.getParent());
        } catch (IOException e) {
            // Another process removes it at this moment, or it is somebody else's.
        }
    }

    void remove() {
        remove(Path.of(address.socket()));
    }

    HubAddress address() {
        return address;
    }

    private void serve(Selector selector) {
        try {
            hub.serve(selector, this);
        } catch (IOException e) {
            throw new AssertionError("A selector failed, which no peer can cause", e);
        }
    }

    /** Lets in who knocks. What fails, when no descriptors are left for one, is tried again a little later. */
    void accept(Selector selector) {
        try {
            for (var peer = socket.accept(); peer != null; peer = socket.accept()) {
                admit(peer, selector);
            }
        } catch (IOException e) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private void admit(SocketChannel peer, Selector selector) throws IOException {
        try {
            strangers.add(new RemoteSession(hub, address, peer, selector));
        } catch (IOException e) {
            peer.close();
            throw e;
        }
        strangers.removeIf(session -> !session.isStranger());
        if (strangers.size() > MOST_STRANGERS) {
            strangers.remove().turnAway();
        }
    }
}
