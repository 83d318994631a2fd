package org.forkbook.hub;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.UUID;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.transport.Acceptor;
import org.forkbook.transport.FileDescriptors;
import org.forkbook.transport.PrivateSocketDirectory;

/**
 * The socket by which other processes come to a hub, and the thread that serves them.
 *
 * <p>Its folder goes when this process ends; if the process was killed it goes by the next one that sees it: a process that
 * was connected, or one that opens a door of its own.
 */
final class Door implements FailureHandler {

    /** Whoever connects says at once who it is: of those who don't, so many are waited for. */
    private static final int MOST_STRANGERS = 256;

    private static final int BACKLOG = 512;

    private final Hub hub;
    private final HubAddress address;
    private final PrivateSocketDirectory directory;
    private final Acceptor acceptor;
    private final Selector selector;
    private final ArrayDeque<SelectionKey> ready = new ArrayDeque<>(); // of the one thread
    private final ArrayDeque<RemoteSession> strangers = new ArrayDeque<>(); // of the one thread

    private Door(Hub hub, HubAddress address, PrivateSocketDirectory directory, Acceptor acceptor, Selector selector) {
        this.hub = hub;
        this.address = address;
        this.directory = directory;
        this.acceptor = acceptor;
        this.selector = selector;
    }

    static Door open(Hub hub, UUID id) throws IOException {
        FileDescriptors.needForSockets();
        var directory = PrivateSocketDirectory.create(PrivateSocketDirectory.Kind.HUB);
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(directory.socket()), BACKLOG);
            socket.configureBlocking(false);
            var selector = Selector.open();
            socket.register(selector, SelectionKey.OP_ACCEPT);
            var secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            var address = new HubAddress(
                    id,
                    ProcessHandle.current().pid(),
                    directory.socket().toString(),
                    HexFormat.of().formatHex(secret));
            var door = new Door(hub, address, directory, new Acceptor(socket, Door::refuse), selector);
            ServiceThread.start("forkbook-hub", door::serve, door);
            return door;
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            directory.close();
            throw e;
        }
    }

    /** What one is told for whom this process has no descriptor left; it waits for a welcome. */
    private static void refuse(SocketChannel caller) throws IOException {
        Link.refuse(caller, Hub.noDescriptors());
    }

    void remove() {
        directory.remove();
    }

    HubAddress address() {
        return address;
    }

    /** One turn of the hub's thread. */
    private boolean serve() throws IOException {
        if (ready.isEmpty()) {
            selector.select(ready::add);
        }
        for (var key = ready.poll(); key != null; key = ready.poll()) {
            if (key.attachment() instanceof RemoteSession session) {
                hub.serve(session);
            } else {
                admit();
            }
        }
        return true;
    }

    private void admit() throws IOException {
        for (var peer = acceptor.accept(); peer != null; peer = acceptor.accept()) {
            synchronized (hub) {
                admit(peer);
            }
        }
    }

    private void admit(SocketChannel peer) throws IOException {
        try {
            strangers.add(new RemoteSession(hub, address, peer, selector));
        } catch (IOException | RuntimeException | Error e) {
            peer.close();
            throw e;
        }
        strangers.removeIf(session -> !session.isStranger());
        if (strangers.size() > MOST_STRANGERS) {
            strangers.remove().turnAway();
        }
    }

    /** What concerns one process has been told to that one; the rest is for the log. */
    @Override
    public void stepFailed(Throwable cause) {
        System.getLogger(Hub.class.getName())
                .log(System.Logger.Level.WARNING, "The hub has failed a process: " + cause);
    }

    @Override
    public void serviceEnded(Throwable cause) {
        hub.broke(cause);
        try {
            acceptor.close();
            selector.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        directory.close();
        System.getLogger(Hub.class.getName())
                .log(System.Logger.Level.ERROR, "The hub has ended: request after request has failed", cause);
    }
}
