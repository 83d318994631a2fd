package org.forkbook.broker;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.UUID;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.MachineName;
import org.forkbook.service.ServiceThread;
import org.forkbook.transport.PrivateSocket;

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
    private final PrivateSocket socket;
    private final Selector selector;
    private final ArrayDeque<SelectionKey> ready = new ArrayDeque<>(); // used by the broker's thread only
    private final ArrayDeque<ServerConnection> unauthenticated = new ArrayDeque<>(); // used by the broker's thread only

    private BrokerAcceptor(Broker broker, BrokerAddress address, PrivateSocket socket, Selector selector) {
        this.broker = broker;
        this.address = address;
        this.socket = socket;
        this.selector = selector;
    }

    static BrokerAcceptor open(Broker broker, UUID id) throws IOException {
        var socket = PrivateSocket.open(PrivateSocket.Kind.BROKER, BACKLOG, BrokerAcceptor::refuse);
        try {
            var selector = Selector.open();
            socket.register(selector);
            var secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            var address = new BrokerAddress(
                    id,
                    ProcessHandle.current().pid(),
                    MachineName.own(),
                    socket.path().toString(),
                    HexFormat.of().formatHex(secret));
            var acceptor = new BrokerAcceptor(broker, address, socket, selector);
            ServiceThread.start("forkbook-broker", acceptor::serve, acceptor);
            return acceptor;
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /** Answers a client for which this process has no descriptor left; it is waiting for a welcome frame. */
    private static void refuse(SocketChannel caller) throws IOException {
        FramedSocket.refuse(caller, Broker.noDescriptors());
    }

    void remove() {
        socket.remove();
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
        for (var peer = socket.accept(); peer != null; peer = socket.accept()) {
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
        socket.close();
        try {
            selector.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        System.getLogger(Broker.class.getName())
                .log(System.Logger.Level.ERROR, "The broker has stopped: too many requests failed in a row", cause);
    }
}
