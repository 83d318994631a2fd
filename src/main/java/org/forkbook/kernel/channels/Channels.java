package org.forkbook.kernel.channels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.ReplayFilter;
import org.forkbook.kernel.protocol.WireFormat;
import org.forkbook.service.FailureHandler;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * Open channels of a kernel: shell, control, stdin, iopub and heartbeat, each with its own thread.
 *
 * <p>Binding and listening are two steps, so that every port is open, and every receiver in place, before the first
 * message is looked at. What a client sends in between waits in the socket.
 */
public final class Channels implements AutoCloseable {

    /** The most messages that wait for a slow subscriber inside ZeroMQ; more wait in our own outbox. */
    private static final int MESSAGES_IN_FLIGHT = 500;

    private static final int LINGER_MILLIS = 500;

    private final ZMQ.Context context;
    private final Router shell;
    private final Router control;
    private final Router stdin;
    private final Publisher iopub;
    private final SocketThread heartbeat;

    private Channels(
            ZMQ.Context context, Router shell, Router control, Router stdin, Publisher iopub, SocketThread heartbeat) {
        this.context = context;
        this.shell = shell;
        this.control = control;
        this.stdin = stdin;
        this.iopub = iopub;
        this.heartbeat = heartbeat;
    }

    /**
     * Binds all five sockets; nothing is received before {@link #start}.
     *
     * @param ended told why when a channel, or ZeroMQ itself, can't serve any more: the kernel is then deaf
     * @throws IOException if a port can't be had; then none is left open
     */
    public static Channels bind(ConnectionInfo info, MessageFactory messages, Consumer<Throwable> ended)
            throws IOException {
        var format = new WireFormat(Hmac.of(info.signatureScheme(), info.key()));
        var replayFilter = new ReplayFilter();
        var context = JeroMq.context(FailureHandler.vital("ZeroMQ", ended));
        var opened = new ArrayList<ZMQ.Socket>();
        try {
            for (var port : List.of(info.shellPort(), info.controlPort(), info.stdinPort(), info.heartbeatPort())) {
                opened.add(router(context, info, port));
            }
            opened.add(publisher(context, info));
        } catch (IOException e) {
            opened.forEach(ZMQ.Socket::close);
            context.close();
            throw e;
        }
        var pings = new Outbox(Long.MAX_VALUE); // Each goes back as it came.
        return new Channels(
                context,
                new Router("shell", opened.get(0), format, replayFilter, ended),
                new Router("control", opened.get(1), format, replayFilter, ended),
                new Router("stdin", opened.get(2), format, replayFilter, ended),
                new Publisher(opened.get(4), format, messages, ended),
                new SocketThread("heartbeat", opened.get(3), pings, pings::put, ended));
    }

    /** Begins to receive; each receiver is called on its channel's own thread and must not take long. */
    public void start(Consumer<Message> ofShell, Consumer<Message> ofControl, Consumer<Message> ofStdin) {
        heartbeat.start();
        iopub.start();
        stdin.start(ofStdin);
        control.start(ofControl);
        shell.start(ofShell);
    }

    /** Requests. */
    public Router shell() {
        return shell;
    }

    /** Interrupts, shutdown, subshells. */
    public Router control() {
        return control;
    }

    /** Input requests to the user. */
    public Router stdin() {
        return stdin;
    }

    /** Broadcast output. */
    public Publisher iopub() {
        return iopub;
    }

    /** Sends what is queued, then closes all five; not for a channel's own thread. */
    @Override
    public void close() {
        shell.close();
        control.close();
        stdin.close();
        iopub.close();
        heartbeat.close();
        // Waits until what was sent has left, as long as the sockets linger.
        context.close();
    }

    /** A bound socket that isn't read yet; messages that arrive wait in it. */
    static ZMQ.Socket router(ZMQ.Context context, ConnectionInfo info, int port) throws IOException {
        var socket = context.socket(SocketType.ROUTER);
        socket.setHWM(0);
        // A client that reconnects under its old name takes over from its dead connection.
        socket.setRouterHandover(true);
        return bind(socket, info, port);
    }

    /** A bound socket for output. */
    static ZMQ.Socket publisher(ZMQ.Context context, ConnectionInfo info) throws IOException {
        var socket = context.socket(SocketType.XPUB);
        socket.setSndHWM(MESSAGES_IN_FLIGHT);
        socket.setXpubNoDrop(true);
        // Each subscription is reported, also one to a topic that another client has.
        socket.setXpubVerbose(true);
        return bind(socket, info, info.iopubPort());
    }

    private static ZMQ.Socket bind(ZMQ.Socket socket, ConnectionInfo info, int port) throws IOException {
        socket.setLinger(LINGER_MILLIS);
        JeroMq.limit(socket);
        var address = info.address(port);
        socket.setIPv6(info.ip().contains(":"));
        try {
            socket.bind(address);
        } catch (ZMQException | IllegalArgumentException e) {
            socket.close();
            throw new IOException(
                    "The kernel can't listen on " + address + ": " + e.getMessage()
                            + ". Most often another process has taken the port since the connection file was written."
                            + " Start the kernel again.",
                    e);
        }
        return socket;
    }
}
