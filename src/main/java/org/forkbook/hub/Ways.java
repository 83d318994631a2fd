package org.forkbook.hub;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.transport.PrivateSocketDirectory;

/** The ways from this process to the hubs that it has used. */
public final class Ways {

    private static final ConcurrentHashMap<UUID, RemoteWay> OPEN = new ConcurrentHashMap<>();
    /** All hubs to which there was a way. */
    private static final Set<HubAddress> USED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.values().forEach(RemoteWay::sayGoodbye), "forkbook-goodbye"));
    }

    private Ways() {}

    /**
     * The way to a hub; one for all of this process.
     *
     * @throws OwnerGoneException if its process has ended
     */
    public static Way to(HubAddress address) {
        if (address.id().equals(Hub.own().id())) {
            return Hub.own().ownWay();
        }
        USED.add(address);
        return OPEN.computeIfAbsent(address.id(), id -> RemoteWay.connect(address));
    }

    /** A socket of its own to a resource of a hub, which gets it through {@link Resource#connected}. */
    public static SocketChannel dial(HubAddress address, long resource, int end) throws IOException {
        return RemoteWay.dial(address, resource, end);
    }

    /** Removes the sockets of hubs that have gone, and that of this process's own, which is about to end. */
    public static void tidyUp() {
        USED.forEach(Ways::forgetIfDeserted);
        Hub.own().removeDoor();
    }

    static void forget(HubAddress address, RemoteWay way) {
        OPEN.remove(address.id(), way);
        forgetIfDeserted(address);
    }

    static void forgetIfDeserted(HubAddress address) {
        if (PrivateSocketDirectory.removeIfDeserted(Path.of(address.socket()))) {
            USED.remove(address);
        }
    }
}
