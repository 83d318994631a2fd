package org.forkbook.worker.agent;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.cluster.node.AgentProtocol;
import org.forkbook.cluster.node.TlsLink;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.StreamTransport;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of the channel to its parent; runs in the worker, connecting on a thread of its own. The JDK loads
 * much code before it opens a first socket, a third of a worker's start, and the main thread has other work
 * meanwhile.
 */
final class ParentConnection extends Thread {
    private final ParentAddress address;
    private final String token;
    private @Nullable FrameChannel channel;
    private @Nullable Throwable failure;

    ParentConnection(ParentAddress address, String token) {
        super("forkbook-arrival");
        this.address = address;
        this.token = token;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            var secret = HexFormat.of().parseHex(token);
            var remote = address.remote();
            if (remote != null) {
                channel = connect(remote, secret);
            } else {
                var arrived = connect(address.socket());
                arrived.send(WorkerMessageCodec.write(new WorkerMessage.Hello(ByteBuffer.wrap(secret))));
                channel = arrived;
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private static FrameChannel connect(ParentAddress.Remote remote, byte[] secret) throws IOException {
        var link = TlsLink.connect(remote.address(), remote.fingerprint(), secret);
        link.out().write(AgentProtocol.WORKER);
        return FrameChannel.over(new StreamTransport(link.in(), link.out(), link::close));
    }

    private static FrameChannel connect(Path socket) throws IOException {
        var connection = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            connection.connect(UnixDomainSocketAddress.of(socket));
            return FrameChannel.over(connection);
        } catch (IOException e) {
            // Most likely the parent has ended: the thread that watches for that cleans up, and ends this process.
            LockSupport.parkNanos(WorkerMain.TIDYING_NANOS);
            throw e;
        }
    }

    /** Waits for the channel on which the parent has admitted this worker. */
    FrameChannel channel() throws IOException, InterruptedException {
        join();
        if (channel == null) {
            throw new IOException("This worker can't reach its parent at " + address + ": " + failure, failure);
        }
        return channel;
    }
}
