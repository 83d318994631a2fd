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
import org.zeromq.ZMQ;

/**
 * Open channels of a kernel: shell, control, stdin, iopub and heartbeat, each with its own thread.
 *
 * <p>Binding and listening are two steps, so that every port is open, and every receiver in place, before the first
 * message is looked at. What a client sends in between waits in the socket.
 */
public final class Channels implements AutoCloseable {

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

    /** The receivers of incoming messages. Each is called on its channel's own thread and must not take long. */
    public record Receivers(Consumer<Message> shell, Consumer<Message> control, Consumer<Message> stdin) {}

    /**
     * Binds all five sockets; nothing is received before {@link #start}.
     *
     * @param ended told why when a channel, or ZeroMQ itself, can't serve any more: the kernel is then deaf
     * @throws IOException if a port can't be had; then none is left open
     */
    public static Channels bind(
            ConnectionInfo info, MessageFactory messages, Receivers receivers, Consumer<Throwable> ended)
            throws IOException {
        var format = new WireFormat(Hmac.of(info.signatureScheme(), info.key()));
        var replayFilter = new ReplayFilter();
        var context = JeroMq.context(FailureHandler.vital("ZeroMQ", ended));
        var opened = new ArrayList<BoundSocket>();
        try {
            for (var port : List.of(info.shellPort(), info.controlPort(), info.stdinPort(), info.heartbeatPort())) {
                opened.add(BoundSocket.router(context, info, port));
            }
            opened.add(BoundSocket.publisher(context, info));
        } catch (IOException e) {
            opened.forEach(each -> each.socket().close());
            context.close();
            throw e;
        }
        return new Channels(
                context,
                new Router("shell", opened.get(0), format, replayFilter, receivers.shell(), ended),
                new Router("control", opened.get(1), format, replayFilter, receivers.control(), ended),
                new Router("stdin", opened.get(2), format, replayFilter, receivers.stdin(), ended),
                new Publisher(opened.get(4), format, messages, ended),
                new Echo(opened.get(3), ended).thread);
    }

    /** Begins to receive. */
    public void start() {
        heartbeat.start();
        iopub.start();
        stdin.start();
        control.start();
        shell.start();
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

    /** The heartbeat: each ping goes back as it came. */
    private static final class Echo {
        private final SocketThread thread;

        Echo(BoundSocket socket, Consumer<Throwable> ended) {
            thread = new SocketThread("heartbeat", socket.socket(), new Outbox(Long.MAX_VALUE), this::pong, ended);
        }

        private void pong(List<byte[]> ping) {
            thread.send(ping);
        }
    }
}
