package org.forkbook.broker;

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
 * The listening socket of a {@link Broker}, and the event loop that serves its clients.
 *
 * <p>Its directory is removed when this process ends. If the process was killed, the next process that sees the
 * directory removes it: one that was connected, or one that opens an acceptor of its own.
 */
final class BrokerAcceptor implements FailureHandler {

    /**
     * How many connections may be open before they have sent their {@link HandshakeFrame}; past that, the oldest is
     * closed.
     */
    private static final int MAX_UNAUTHENTICATED = 256;

    private static final int BACKLOG = 512;

    private final Broker broker;
    private final BrokerAddress address;
    private final PrivateSocketDirectory directory;
    private final Acceptor acceptor;
    private final Selector selector;
    private final ArrayDeque<SelectionKey> ready = new ArrayDeque<>(); // used by the broker's thread only
    private final ArrayDeque<ServerConnection> unauthenticated = new ArrayDeque<>(); // used by the broker's thread only

    private BrokerAcceptor(
            Broker broker,
            BrokerAddress address,
            PrivateSocketDirectory directory,
            Acceptor acceptor,
            Selector selector) {
        this.broker = broker;
        this.address = address;
        this.directory = directory;
        this.acceptor = acceptor;
        this.selector = selector;
    }

    static BrokerAcceptor open(Broker broker, UUID id) throws IOException {
        FileDescriptors.needForSockets();
        var directory = PrivateSocketDirectory.create(PrivateSocketDirectory.Kind.BROKER);
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(directory.socket()), BACKLOG);
            socket.configureBlocking(false);
            var selector = Selector.open();
            socket.register(selector, SelectionKey.OP_ACCEPT);
            var secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            var address = new BrokerAddress(
                    id,
                    ProcessHandle.current().pid(),
                    directory.socket().toString(),
                    HexFormat.of().formatHex(secret));
            var acceptor = new BrokerAcceptor(
                    broker, address, directory, new Acceptor(socket, BrokerAcceptor::refuse), selector);
            ServiceThread.start("forkbook-broker", acceptor::serve, acceptor);
            return acceptor;
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            directory.close();
            throw e;
        }
    }

    /** Answers a client for which this process has no descriptor left; it is waiting for a welcome frame. */
    private static void refuse(SocketChannel caller) throws IOException {
        FramedSocket.refuse(caller, Broker.noDescriptors());
    }

    void remove() {
        directory.remove();
    }

    BrokerAddress address() {
        return address;
    }

    /** One iteration of the event loop. */
    private boolean serve() throws IOException {
        if (ready.isEmpty()) {
            selector.select(ready::add);
        }
        for (var key = ready.poll(); key != null; key = ready.poll()) {
            if (key.attachment() instanceof ServerConnection connection) {
                broker.serve(connection);
            } else {
                admit();
            }
        }
        return true;
    }

    private void admit() throws IOException {
        for (var peer = acceptor.accept(); peer != null; peer = acceptor.accept()) {
            synchronized (broker) {
                admit(peer);
            }
        }
    }

    private void admit(SocketChannel peer) throws IOException {
        try {
            unauthenticated.add(new ServerConnection(broker, address, peer, selector));
        } catch (IOException | RuntimeException | Error e) {
            peer.close();
            throw e;
        }
        unauthenticated.removeIf(connection -> !connection.isUnauthenticated());
        if (unauthenticated.size() > MAX_UNAUTHENTICATED) {
            unauthenticated.remove().reject();
        }
    }

    /** Logs the failure; the client concerned has already been answered. */
    @Override
    public void stepFailed(Throwable cause) {
        System.getLogger(Broker.class.getName())
                .log(System.Logger.Level.WARNING, "A request of another process has failed: " + cause);
    }

    @Override
    public void serviceEnded(Throwable cause) {
        broker.failed(cause);
        try {
            acceptor.close();
            selector.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        directory.close();
        System.getLogger(Broker.class.getName())
                .log(System.Logger.Level.ERROR, "The broker has stopped: too many requests failed in a row", cause);
    }
}
