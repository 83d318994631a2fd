package org.forkbook.worker.agent;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.transport.FrameChannel;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * A worker's way to its parent, on a thread of its own: the JDK reads much code before it opens a first socket, a third of a
 * worker's start, in which the main thread has other things to do.
 */
final class ParentConnection extends Thread {
    private final Path socket;
    private final String token;
    private @Nullable FrameChannel channel;
    private @Nullable Throwable failure;

    ParentConnection(Path socket, String token) {
        super("forkbook-arrival");
        this.socket = socket;
        this.token = token;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            var arrived = connect();
            arrived.send(WorkerMessageCodec.write(
                    new WorkerMessage.Hello(ByteBuffer.wrap(HexFormat.of().parseHex(token)))));
            channel = arrived;
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private FrameChannel connect() throws IOException {
        var connection = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            connection.connect(UnixDomainSocketAddress.of(socket));
            return FrameChannel.over(connection);
        } catch (IOException e) {
            // Most likely the parent has gone: the thread that watches for that tidies up, and ends this process.
            LockSupport.parkNanos(WorkerMain.TIDYING_NANOS);
            throw e;
        }
    }

    /** The channel on which the parent knows this worker; waits for it. */
    FrameChannel channel() throws IOException, InterruptedException {
        join();
        if (channel == null) {
            throw new IOException("This worker can't reach its parent at " + socket + ": " + failure, failure);
        }
        return channel;
    }
}
