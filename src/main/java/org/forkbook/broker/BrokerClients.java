package org.forkbook.broker;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.transport.PrivateSocketDirectory;

/** The ways from this process to the brokers that it has used. */
public final class BrokerClients {

    private static final ConcurrentHashMap<UUID, RemoteClient> OPEN = new ConcurrentHashMap<>();
    /** All brokers to which there was a way. */
    private static final Set<BrokerAddress> USED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.values().forEach(RemoteClient::sayGoodbye), "forkbook-goodbye"));
    }

    private BrokerClients() {}

    /**
     * The way to a broker; one for all of this process.
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

    /** A socket of its own to a resource of a broker, which gets it through {@link SharedResource#connected}. */
    public static SocketChannel openSocket(BrokerAddress address, long resource, int end) throws IOException {
        return RemoteClient.openSocket(address, resource, end);
    }

    /** Removes the sockets of brokers that have gone, and that of this process's own, which is about to end. */
    public static void tidyUp() {
        USED.forEach(BrokerClients::forgetIfOwnerEnded);
        Broker.own().closeAcceptor();
    }

    static void forget(BrokerAddress address, RemoteClient client) {
        OPEN.remove(address.id(), client);
        forgetIfOwnerEnded(address);
    }

    static void forgetIfOwnerEnded(BrokerAddress address) {
        if (PrivateSocketDirectory.removeIfStale(Path.of(address.socket()))) {
            USED.remove(address);
        }
    }
}
