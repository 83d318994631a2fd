package org.forkbook.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.forkbook.chart.Units;
import org.forkbook.client.KernelClient.Channel;
import org.forkbook.kernel.channels.JeroMq;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Transport over ZeroMQ sockets that are connected to a kernel's ports. */
final class ZmqTransport implements Transport {

    private static final Duration CLOSE = Duration.ofSeconds(5);

    /**
     * A connection without a handshake by then is retried. JeroMQ 0.6.0 sometimes doesn't poll a new connection (its
     * pull request 1022), and notices only after this time, by default 30 s, in which Ctrl+C would have no effect.
     */
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);

    private final ZContext context = JeroMq.closingContext();
    private final String identity;
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket iopub;
    private final ZMQ.Socket stdin;
    private final ZMQ.Poller poller;
    private final Pipe end;

    private ZmqTransport(ConnectionInfo info, String identity, Pipe end) throws IOException {
        this.identity = identity;
        this.end = end;
        // iopub first: the socket that is connected last might miss something.
        iopub = connect(SocketType.SUB, info.address(info.iopubPort()));
        shell = connect(SocketType.DEALER, info.address(info.shellPort()));
        control = connect(SocketType.DEALER, info.address(info.controlPort()));
        stdin = connect(SocketType.DEALER, info.address(info.stdinPort()));
        poller = context.createPoller(5);
        poller.register(iopub, ZMQ.Poller.POLLIN);
        poller.register(shell, ZMQ.Poller.POLLIN);
        poller.register(control, ZMQ.Poller.POLLIN);
        end.source().configureBlocking(false);
        poller.register(end.source(), ZMQ.Poller.POLLIN);
        poller.register(stdin, ZMQ.Poller.POLLIN);
    }

    /**
     * Connects to a kernel, which may still be starting.
     *
     * @param identity the identity of this client for the kernel
     * @param kernelEnd done when the kernel's process has ended
     */
    static ZmqTransport connect(ConnectionInfo info, String identity, CompletableFuture<?> kernelEnd)
            throws IOException {
        var end = Pipe.open();
        var transport = new ZmqTransport(info, identity, end);
        var unused = kernelEnd.whenComplete((value, error) -> tell(end));
        return transport;
    }

    private static void tell(Pipe end) {
        try {
            end.sink().write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            // The client is closed: nothing waits any more.
            return;
        }
    }

    private ZMQ.Socket connect(SocketType type, String address) {
        var socket = context.createSocket(type);
        JeroMq.limit(socket);
        socket.setLinger(0);
        // A slow reader, such as a pager, must not lose anything.
        socket.setRcvHWM(0);
        socket.setSndHWM(0);
        socket.setReconnectIVL(10);
        socket.setReconnectIVLMax(100);
        socket.setHandshakeIvl((int) HANDSHAKE.toMillis());
        if (type == SocketType.SUB) {
            socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        } else {
            // An input request on the stdin channel goes to the identity that sent the cell on the shell channel.
            socket.setIdentity(identity.getBytes(StandardCharsets.UTF_8));
        }
        socket.connect(address);
        return socket;
    }

    @Override
    public void send(Channel channel, List<byte[]> frames) {
        var socket = switch (channel) {
            case CONTROL -> control;
            case STDIN -> stdin;
            case SHELL, IOPUB -> shell;
        };
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
    }

    @Override
    public boolean await(long millis) throws InterruptedException {
        poller.poll(millis);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for the kernel");
        }
        return poller.pollin(3);
    }

    @Override
    public void receive(BiConsumer<Channel, List<byte[]>> receiver) {
        // The order matters: a cell's output comes before the reply that ends it.
        receive(iopub, Channel.IOPUB, receiver);
        receive(shell, Channel.SHELL, receiver);
        receive(control, Channel.CONTROL, receiver);
        receive(stdin, Channel.STDIN, receiver);
    }

    private static void receive(ZMQ.Socket socket, Channel channel, BiConsumer<Channel, List<byte[]>> receiver) {
        for (byte[] first; (first = socket.recv(ZMQ.DONTWAIT)) != null; ) {
            var frames = new ArrayList<byte[]>();
            frames.add(first);
            while (socket.hasReceiveMore()) {
                frames.add(socket.recv());
            }
            receiver.accept(channel, frames);
        }
    }

    /** On its own thread: ZeroMQ would wait forever for its I/O thread if that has failed. */
    @Override
    public void close() {
        var closer = ServiceThread.forTask(
                "forkbook-client-close", this::closeAll, FailureHandler.logging("The end of a client"));
        closer.start();
        try {
            closer.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closer.isAlive() && !Thread.currentThread().isInterrupted()) {
            System.getLogger("org.forkbook.client")
                    .log(
                            System.Logger.Level.WARNING,
                            "ZeroMQ did not close its sockets within " + Units.seconds(CLOSE) + "; they are left open");
        }
    }

    private void closeAll() {
        poller.close();
        context.close();
        try {
            end.sink().close();
            end.source().close();
        } catch (IOException e) {
            // A pipe within this process, so nothing is lost.
            return;
        }
    }
}
