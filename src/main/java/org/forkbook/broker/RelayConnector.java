package org.forkbook.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.util.UUID;

/** Opens connections to brokers of another machine, through a process that relays them there. */
@FunctionalInterface
public interface RelayConnector {

    /**
     * Opens a connection; nothing has been sent on it.
     *
     * @throws ConnectException if the broker's process, or the one that relays, has ended
     */
    SocketChannel open(UUID broker) throws IOException;
}
