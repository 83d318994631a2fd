package org.forkbook.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.UUID;
import org.forkbook.broker.BrokerClients;
import org.forkbook.cluster.node.AgentProtocol;
import org.forkbook.cluster.node.LinkPump;
import org.forkbook.cluster.node.TlsLink;

/**
 * The program's side of a relay from a worker on a node to a broker of this machine: the worker names the broker by
 * its identity, and this program knows where that is.
 */
final class BrokerRelay {

    private BrokerRelay() {}

    /** Serves a connection until its end. */
    static void serve(TlsLink link) throws IOException {
        var in = new DataInputStream(link.in());
        var broker = new UUID(in.readLong(), in.readLong());
        var out = new DataOutputStream(link.out());
        SocketChannel local;
        try {
            local = BrokerClients.connect(broker);
        } catch (IOException | RuntimeException e) {
            AgentProtocol.writeText(out, String.valueOf(e.getMessage()));
            out.flush();
            return;
        }
        try {
            AgentProtocol.writeText(out, "");
            out.flush();
        } catch (IOException e) {
            local.close();
            throw e;
        }
        LinkPump.run(link, local);
    }
}
