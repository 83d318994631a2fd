package org.forkbook.worker.agent;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.util.UUID;
import org.forkbook.broker.RelayConnector;
import org.forkbook.cluster.node.AgentProtocol;
import org.forkbook.cluster.node.LinkPump;
import org.forkbook.cluster.node.TlsLink;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.transport.SocketPair;

/**
 * The worker's side of a relay to the brokers of the program's machine: each connection is a {@link TlsLink} of its
 * own, whose bytes come out of a local socket.
 */
final class ProgramRelay implements RelayConnector {
    private static final int ANSWER_MILLIS = 30_000;

    private final ParentAddress.Remote program;
    private final byte[] token;

    ProgramRelay(ParentAddress.Remote program, byte[] token) {
        this.program = program;
        this.token = token;
    }

    @Override
    public SocketChannel open(UUID broker) throws IOException {
        var link = TlsLink.connect(program.address(), program.fingerprint(), token);
        try {
            var out = new DataOutputStream(link.out());
            out.write(AgentProtocol.BROKER);
            out.writeLong(broker.getMostSignificantBits());
            out.writeLong(broker.getLeastSignificantBits());
            out.flush();
            link.timeout(ANSWER_MILLIS);
            var refusal = AgentProtocol.readText(new DataInputStream(link.in()));
            link.timeout(0);
            if (!refusal.isEmpty()) {
                throw new ConnectException(refusal);
            }
            var pair = SocketPair.open();
            ServiceThread.forTask(
                            "forkbook-relay",
                            () -> LinkPump.run(link, pair.second()),
                            FailureHandler.logging("A connection to the program's shared objects"))
                    .start();
            return pair.first();
        } catch (IOException | RuntimeException | Error e) {
            link.close();
            throw e;
        }
    }
}
