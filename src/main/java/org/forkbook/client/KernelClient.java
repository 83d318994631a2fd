package org.forkbook.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.forkbook.chart.Units;
import org.forkbook.kernel.protocol.BadMessageException;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.WireFormat;
import org.forkbook.service.Deadline;

/**
 * Client of one kernel: it sends requests on shell and control, and receives everything that the kernel publishes.
 *
 * <p>Used by one thread only, which sleeps until a message comes, time is up, or the kernel's process ends.
 */
public final class KernelClient implements AutoCloseable {

    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofMillis(50);

    private final MessageFactory messages;
    private final WireFormat format;
    private final Transport transport;
    private final Deque<Arrival> arrived = new ArrayDeque<>();

    /** The channels that a kernel sends on. */
    public enum Channel {
        SHELL,
        CONTROL,
        IOPUB,
        STDIN
    }

    /** A received message with its channel. */
    public record Arrival(Channel channel, Message message) {}

    private KernelClient(ConnectionInfo info, MessageFactory messages, Transport transport) {
        this.messages = messages;
        this.format = new WireFormat(Hmac.of(info.signatureScheme(), info.key()));
        this.transport = transport;
    }

    /**
     * Connects to a kernel, which may still be starting.
     *
     * @param info its addresses
     * @param kernelEnd done when the kernel's process has ended: nothing is waited for after that
     */
    public static KernelClient connect(ConnectionInfo info, CompletableFuture<?> kernelEnd) throws IOException {
        var messages = MessageFactory.create("forkbook");
        return new KernelClient(info, messages, ZmqTransport.connect(info, messages.id(), kernelEnd));
    }

    /** Creates a client on another transport. */
    public static KernelClient over(Transport transport, ConnectionInfo info) {
        return new KernelClient(info, MessageFactory.create("forkbook"), transport);
    }

    /**
     * Waits until the kernel answers, and its published messages arrive.
     *
     * @return the content of its {@code kernel_info_reply}
     * @throws KernelException if it ends, or time is up
     */
    public JsonObject awaitReady(Duration timeout) throws KernelException, InterruptedException {
        var deadline = Deadline.in(timeout);
        var asked = new HashSet<String>();
        JsonObject info = null;
        boolean published = false;
        while (!deadline.isOver()) {
            asked.add(send(Channel.SHELL, "kernel_info_request", new JsonObject()));
            var again = deadline.or(Deadline.in(ASK_AGAIN));
            while (!again.isOver() && (info == null || !published)) {
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
        throw new KernelException("The kernel did not answer within " + Units.seconds(timeout));
    }

    /** Requests the execution of a cell without stdin; returns the request's id. */
    public String execute(String code, boolean stopOnError) {
        return execute(code, stopOnError, false);
    }

    /** Requests the execution of a cell; returns the request's id. */
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
        transport.send(Channel.STDIN, format.encode(messages.reply(question, "input_reply", content)));
    }

    /** Requests the names that the notebook declares; returns the request's id. */
    String askForNames() {
        return send(Channel.SHELL, "forkbook_names_request", new JsonObject());
    }

    /** Requests an interrupt of the running cell. */
    public void interrupt() {
        send(Channel.CONTROL, "interrupt_request", new JsonObject());
    }

    /** Requests the kernel's shutdown. */
    public void shutdown() {
        var content = new JsonObject();
        content.addProperty("restart", false);
        send(Channel.CONTROL, "shutdown_request", content);
    }

    private String send(Channel channel, String type, JsonObject content) {
        var request = messages.request(type, content);
        transport.send(channel, format.encode(request));
        return request.id();
    }

    /**
     * The next message; empty when none comes within a time.
     *
     * @throws KernelException if the kernel's process has ended, and all that it sent before has been returned
     */
    public Optional<Arrival> next(Duration timeout) throws KernelException, InterruptedException {
        return next(Deadline.in(timeout));
    }

    /**
     * The next message; empty when time is up.
     *
     * @throws KernelException if the kernel's process has ended, and all that it sent before has been returned
     */
    Optional<Arrival> next(Deadline deadline) throws KernelException, InterruptedException {
        boolean ended = false;
        while (arrived.isEmpty()) {
            boolean endedBefore = ended;
            ended = transport.await(ended ? DRAIN.toMillis() : deadline.pollMillis());
            transport.receive(this::take);
            if (!arrived.isEmpty()) {
                break;
            }
            if (endedBefore) {
                throw new KernelException("The kernel's process has ended");
            }
            if (!ended && deadline.isOver()) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(arrived.poll());
    }

    private void take(Channel channel, List<byte[]> frames) {
        try {
            arrived.add(new Arrival(channel, format.decode(frames)));
        } catch (BadMessageException e) {
            System.getLogger("org.forkbook.client")
                    .log(System.Logger.Level.WARNING, "a message of the kernel was dropped: " + e.getMessage());
        }
    }

    /** Whether this is the idle status, after which nothing more is published for a request. */
    public static boolean isIdle(Arrival arrival, String request) {
        return arrival.channel() == Channel.IOPUB
                && arrival.message().type().equals("status")
                && arrival.message().parentId().equals(request)
                && Json.string(arrival.message().content(), "execution_state", "")
                        .equals("idle");
    }

    @Override
    public void close() {
        transport.close();
    }
}
