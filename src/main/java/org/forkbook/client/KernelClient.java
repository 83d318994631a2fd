package org.forkbook.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.forkbook.kernel.channels.JeroMq;
import org.forkbook.kernel.protocol.BadMessageException;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.Session;
import org.forkbook.kernel.protocol.Wire;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * One client's conversation with a kernel: requests on shell and control, and everything that the kernel publishes.
 *
 * <p>Used by one thread only, which sleeps until a message comes, time is up, or the kernel's process ends.
 */
public final class KernelClient implements AutoCloseable {

    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofMillis(50);

    /**
     * A connection that hasn't shaken hands by then is made anew. JeroMQ 0.6.0 now and then forgets to watch one that it
     * has just made (its pull request 1022), and then notices only when this time, 30 s unless told, is up: so long
     * Ctrl+C would have no effect.
     */
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);

    private final Session session = Session.create("forkbook");
    private final Wire wire;
    private final ZContext context = JeroMq.closingContext();
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket iopub;
    private final ZMQ.Socket stdin;
    private final ZMQ.Poller poller;
    private final Pipe end;
    private final Deque<Arrival> arrived = new ArrayDeque<>();

    /** The channels that a kernel talks back on. */
    public enum Channel {
        SHELL,
        CONTROL,
        IOPUB,
        STDIN
    }

    /** A message, and where it came in. */
    public record Arrival(Channel channel, Message message) {}

    private KernelClient(ConnectionInfo info, Pipe end) throws IOException {
        this.wire = new Wire(Hmac.of(info.signatureScheme(), info.key()));
        this.end = end;
        // Published messages first: the one that is connected last is the one that might miss something.
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
     * @param info where it listens
     * @param kernelEnd done when the kernel's process has ended: nothing is waited for after that
     */
    public static KernelClient connect(ConnectionInfo info, CompletableFuture<?> kernelEnd) throws IOException {
        var end = Pipe.open();
        var client = new KernelClient(info, end);
        var unused = kernelEnd.whenComplete((value, error) -> tell(end));
        return client;
    }

    private static void tell(Pipe end) {
        try {
            end.sink().write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            // The client is closed: nobody waits any more.
            return;
        }
    }

    private ZMQ.Socket connect(SocketType type, String address) {
        var socket = context.createSocket(type);
        socket.setLinger(0);
        // Whoever reads slowly, a pager say, must lose nothing.
        socket.setRcvHWM(0);
        socket.setSndHWM(0);
        socket.setReconnectIVL(10);
        socket.setReconnectIVLMax(100);
        socket.setHandshakeIvl((int) HANDSHAKE.toMillis());
        if (type == SocketType.SUB) {
            socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        } else {
            // A question comes by the stdin channel to the address that the cell came from by the shell channel.
            socket.setIdentity(session.id().getBytes(StandardCharsets.UTF_8));
        }
        socket.connect(address);
        return socket;
    }

    /**
     * Waits until the kernel answers, and its published messages arrive here.
     *
     * @return the content of its {@code kernel_info_reply}
     * @throws KernelException if it ends, or time is up
     */
    public JsonObject awaitReady(Duration patience) throws KernelException, InterruptedException {
        var deadline = Deadline.in(patience);
        var asked = new HashSet<String>();
        JsonObject info = null;
        boolean published = false;
        while (!deadline.isPast()) {
            asked.add(send(Channel.SHELL, "kernel_info_request", new JsonObject()));
            var again = deadline.orIn(ASK_AGAIN);
            while (!again.isPast() && (info == null || !published)) {
                var arrival = next(again);
                if (arrival.isEmpty() || !asked.contains(arrival.get().message().parentId())) {
                    continue;
                }
                published |= arrival.get().channel() == Channel.IOPUB;
                if (arrival.get().message().type().equals("kernel_info_reply")) {
                    info = arrival.get().message().content();
                }
            }
            if (info != null && published) {
                return info;
            }
        }
        throw new KernelException("The kernel did not answer within " + patience.toSeconds() + " s");
    }

    /** Asks for a cell to be run that may not ask its reader; returns the request's id. */
    public String execute(String code, boolean stopOnError) {
        return execute(code, stopOnError, false);
    }

    /** Asks for a cell to be run; returns the request's id. */
    String execute(String code, boolean stopOnError, boolean allowStdin) {
        var content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.add("user_expressions", new JsonObject());
        content.addProperty("allow_stdin", allowStdin);
        content.addProperty("stop_on_error", stopOnError);
        return send(Channel.SHELL, "execute_request", content);
    }

    /** Answers an {@code input_request}. */
    void answer(Message question, String value) {
        var content = new JsonObject();
        content.addProperty("value", value);
        send(stdin, session.reply(question, "input_reply", content));
    }

    /** Asks for the running cell to be stopped. */
    public void interrupt() {
        send(Channel.CONTROL, "interrupt_request", new JsonObject());
    }

    /** Asks the kernel to end. */
    public void shutdown() {
        var content = new JsonObject();
        content.addProperty("restart", false);
        send(Channel.CONTROL, "shutdown_request", content);
    }

    private String send(Channel channel, String type, JsonObject content) {
        var request = session.request(type, content);
        send(channel == Channel.CONTROL ? control : shell, request);
        return request.id();
    }

    private void send(ZMQ.Socket socket, Message message) {
        var frames = wire.encode(message);
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
    }

    /**
     * The next message; empty when none comes within a time.
     *
     * @throws KernelException if the kernel's process has ended, and all that it sent before has been returned
     */
    public Optional<Arrival> next(Duration patience) throws KernelException, InterruptedException {
        return next(Deadline.in(patience));
    }

    /**
     * The next message; empty when time is up.
     *
     * @throws KernelException if the kernel's process has ended, and all that it sent before has been returned
     */
    Optional<Arrival> next(Deadline deadline) throws KernelException, InterruptedException {
        boolean ended = false;
        while (arrived.isEmpty()) {
            poller.poll(ended ? DRAIN.toMillis() : deadline.pollMillis());
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for the kernel");
            }
            // The order matters: what a cell has printed comes before the reply that ends it.
            boolean any = receive(iopub, Channel.IOPUB);
            any |= receive(shell, Channel.SHELL);
            any |= receive(control, Channel.CONTROL);
            any |= receive(stdin, Channel.STDIN);
            if (any) {
                break;
            }
            if (ended) {
                throw new KernelException("The kernel's process has ended");
            }
            ended = poller.pollin(3);
            if (!ended && deadline.isPast()) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(arrived.poll());
    }

    private boolean receive(ZMQ.Socket socket, Channel channel) {
        boolean any = false;
        for (byte[] first; (first = socket.recv(ZMQ.DONTWAIT)) != null; ) {
            var frames = new ArrayList<byte[]>();
            frames.add(first);
            while (socket.hasReceiveMore()) {
                frames.add(socket.recv());
            }
            any |= take(frames, channel);
        }
        return any;
    }

    private boolean take(List<byte[]> frames, Channel channel) {
        try {
            return arrived.add(new Arrival(channel, wire.decode(frames)));
        } catch (BadMessageException e) {
            System.getLogger("org.forkbook.client")
                    .log(System.Logger.Level.WARNING, "a message of the kernel was dropped: " + e.getMessage());
            return false;
        }
    }

    /** Whether this is the message that says: all that was published for this request has been. */
    public static boolean isIdle(Arrival arrival, String request) {
        return arrival.channel() == Channel.IOPUB
                && arrival.message().type().equals("status")
                && arrival.message().parentId().equals(request)
                && Json.string(arrival.message().content(), "execution_state", "")
                        .equals("idle");
    }

    @Override
    public void close() {
        poller.close();
        context.close();
        try {
            end.sink().close();
            end.source().close();
        } catch (IOException e) {
            // A pipe within this process: nothing is lost with it.
            return;
        }
    }
}
