package org.forkbook.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.service.MachineName;
import org.forkbook.service.ShutdownSequence;
import org.forkbook.transport.FileDescriptors;
import org.forkbook.transport.PrivateSocket;
import org.jspecify.annotations.Nullable;

/** The registry of this process's broker clients, one per broker. */
public final class BrokerClients {

    private static final ConcurrentHashMap<UUID, RemoteClient> OPEN = new ConcurrentHashMap<>();
    /** The addresses of all brokers that have been used. */
    private static final Set<BrokerAddress> USED = ConcurrentHashMap.newKeySet();

    static {
        ShutdownSequence.add(
                ShutdownSequence.Step.TELL_OTHERS, () -> OPEN.values().forEach(RemoteClient::announceExit));
    }

    private static volatile @Nullable RelayConnector relay;

    private BrokerClients() {}

    /** Has brokers of other machines be reached through this; by default they aren't. */
    public static void relayThrough(RelayConnector connector) {
        relay = connector;
    }

    /**
     * Opens a connection to a broker on behalf of a process of another machine, which sends the handshake.
     *
     * @throws IOException if it isn't the broker of this process, or one of this machine that this process has used
     */
    public static SocketChannel connect(UUID broker) throws IOException {
        var address = broker.equals(Broker.own().id())
                ? Broker.own().address()
                : USED.stream()
                        .filter(used -> used.id().equals(broker) && MachineName.isThis(used.machine()))
                        .findFirst()
                        .orElse(null);
        if (address == null) {
            throw new ConnectException("the process that created this has ended");
        }
        return connect(address);
    }

    /** Opens a connection to a broker; nothing has been sent on it. */
    static SocketChannel connect(BrokerAddress address) throws IOException {
        if (!MachineName.isThis(address.machine())) {
            var connector = relay;
            if (connector == null) {
                throw new IOException("it is on " + MachineName.called(address.machine()) + ", and this process, on "
                        + MachineName.called(MachineName.own()) + ", can't reach it there. "
                        + (MachineName.own().isEmpty()
                                ? "Create it in the program, and pass it to the task"
                                : "The worker that runs the task can: use it there, and not in a process that the task"
                                        + " starts"));
            }
            return connector.open(address.id());
        }
        FileDescriptors.needForSockets();
        var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.connect(UnixDomainSocketAddress.of(address.socket()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * The client of a broker, shared by this whole process.
     *
     * @throws OwnerProcessDiedException if its process has ended
     */
    public static BrokerClient to(BrokerAddress address) {
        if (address.id().equals(Broker.own().id())) {
            return Broker.own().inProcessClient();
        }
        USED.add(address);
        return OPEN.computeIfAbsent(address.id(), id -> RemoteClient.connect(address));
    }

    /** Opens a separate socket to a resource, which receives it through {@link SharedResource#connected}. */
    public static SocketChannel openSocket(BrokerAddress address, long resource, int end) throws IOException {
        return RemoteClient.openSocket(address, resource, end);
    }

    /**
     * Removes the sockets of brokers whose process has ended, and that of this process's own broker, whose process is
     * about to end.
     */
    public static void tidyUp() {
        USED.forEach(BrokerClients::forgetIfOwnerEnded);
        Broker.own().closeAcceptor();
    }

    static void forget(BrokerAddress address, RemoteClient client) {
        OPEN.remove(address.id(), client);
        forgetIfOwnerEnded(address);
    }

    static void forgetIfOwnerEnded(BrokerAddress address) {
        if (!MachineName.isThis(address.machine()) || PrivateSocket.removeIfStale(Path.of(address.socket()))) {
            USED.remove(address);
        }
    }
}
