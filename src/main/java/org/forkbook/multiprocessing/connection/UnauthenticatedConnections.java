package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of connections whose handshake is not complete. When it is full, the oldest connection from the
 * address with the most is closed: a new connection is never refused because of them.
 */
final class UnauthenticatedConnections {

    private final int most;
    private final ArrayDeque<SocketChannel> waiting = new ArrayDeque<>(); // guarded by this

    UnauthenticatedConnections(int most) {
        this.most = most;
    }

    /** Adds a connection; closes another one if there are too many. */
    synchronized void add(SocketChannel peer) {
        waiting.add(peer);
        if (waiting.size() > most) {
            close(removeOldest(busiestAddress()));
        }
    }

    /** Removes a connection that has been authenticated, or has ended. */
    synchronized void remove(SocketChannel known) {
        waiting.remove(known);
    }

    /** Closes all of them. */
    synchronized void closeAll() {
        List.copyOf(waiting).forEach(UnauthenticatedConnections::close);
        waiting.clear();
    }

    private SocketChannel removeOldest(@Nullable InetAddress address) {
        for (Iterator<SocketChannel> each = waiting.iterator(); each.hasNext(); ) {
            var peer = each.next();
            if (addresses(peer).contains(address)) {
                each.remove();
                return peer;
            }
        }
        return waiting.remove();
    }

    private @Nullable InetAddress busiestAddress() {
        Map<InetAddress, Integer> counts = new HashMap<>();
        InetAddress busiest = null;
        for (var peer : waiting) {
            for (var address : addresses(peer)) {
                var count = counts.merge(address, 1, Integer::sum);
                if (busiest == null || count > counts.getOrDefault(busiest, 0)) {
                    busiest = address;
                }
            }
        }
        return busiest;
    }

    /** The address of a peer, if it is still connected. */
    private static List<InetAddress> addresses(SocketChannel peer) {
        var found = new ArrayList<InetAddress>(1);
        try {
            if (peer.getRemoteAddress() instanceof InetSocketAddress remote) {
                found.add(remote.getAddress());
            }
        } catch (IOException e) {
            // It is closed: its own thread will remove it.
        }
        return found;
    }

    static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
