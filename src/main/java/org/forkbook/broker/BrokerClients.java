package org.forkbook.broker;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.service.ShutdownSequence;
import org.forkbook.transport.PrivateSocket;

/** The registry of this process's broker clients, one per broker. */
public final class BrokerClients {

    private static final ConcurrentHashMap<UUID, RemoteClient> OPEN = new ConcurrentHashMap<>();
    /** The addresses of all brokers that have been used. */
    private static final Set<BrokerAddress> USED = ConcurrentHashMap.newKeySet();

    static {
        ShutdownSequence.add(
                ShutdownSequence.Step.TELL_OTHERS, () -> OPEN.values().forEach(RemoteClient::announceExit));
    }

    private BrokerClients() {}

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
        if (PrivateSocket.removeIfStale(Path.of(address.socket()))) {
            USED.remove(address);
        }
    }
}
