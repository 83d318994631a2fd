package org.forkbook.kernel.comm;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.forkbook.kernel.protocol.CommMessage;
import org.forkbook.kernel.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's end of one comm. Messages to it are received one after the other; sending is safe for many threads.
 *
 * <p>A cell opens one to a target of the frontend's, or registers a target for the frontend to open one to:
 *
 * <pre>{@code
 * import org.forkbook.kernel.comm.Comm;
 *
 * Comm.register("echo", (comm, data) -> comm.onMessage(received -> comm.send(received.values())));
 * var chart = Comm.open("my-chart", Map.of("points", List.of(1, 4, 9)));
 * chart.send(Map.of("add", 16));
 * }</pre>
 */
public final class Comm {

    private final Comms comms;
    private final String id;
    private final String targetName;
    private volatile @Nullable Consumer<Received> onMessage;
    private volatile @Nullable Consumer<Received> onClose;

    Comm(Comms comms, String id, String targetName) {
        this.comms = comms;
        this.id = id;
        this.targetName = targetName;
    }

    /**
     * A message from the other end.
     *
     * @param data the JSON of it
     * @param buffers raw bytes that came along; often none
     */
    public record Received(JsonObject data, List<byte[]> buffers) {

        /** The data as maps, lists, texts, numbers (long or double), booleans and null. */
        public Map<String, @Nullable Object> values() {
            return Values.of(data);
        }

        static Received of(Message message) {
            return new Received(CommMessage.read(message.content()).data(), message.buffers());
        }
    }

    /**
     * Registers a target, in place of an earlier one of the same name.
     *
     * @param opened called with the kernel's end and what the frontend sent along, each time a frontend opens a comm to
     *     it
     */
    public static void register(String targetName, BiConsumer<Comm, Map<String, @Nullable Object>> opened) {
        Comms.current().register(targetName, (comm, data) -> opened.accept(comm, Values.of(data)));
    }

    /** Unregisters a target; open comms stay open. */
    public static void unregister(String targetName) {
        Comms.current().unregister(targetName);
    }

    /** Opens a comm to a target that the frontend has registered. */
    public static Comm open(String targetName, Map<String, ?> values) {
        return Comms.current().open(UUID.randomUUID().toString(), targetName, Values.json(values));
    }

    /** The id that both ends know it by. */
    public String id() {
        return id;
    }

    /** The name of the target that it was opened to. */
    public String targetName() {
        return targetName;
    }

    /** Sets who receives what the other end sends. */
    public void onMessage(Consumer<Received> receiver) {
        onMessage = receiver;
    }

    /** Sets who is told when the other end closes it. */
    public void onClose(Consumer<Received> receiver) {
        onClose = receiver;
    }

    /** Sends values to the other end: maps, collections, arrays, texts, numbers, booleans and null, records too. */
    public void send(Map<String, ?> values) {
        send(Values.json(values), List.of());
    }

    /** Closes it here and tells the other end; nothing happens when it is closed already. */
    public void close() {
        close(new JsonObject());
    }

    /** Sends data to the other end. */
    public void send(JsonObject data) {
        send(data, List.of());
    }

    /** Sends data and raw bytes to the other end. */
    public void send(JsonObject data, List<byte[]> buffers) {
        comms.send(CommMessage.DATA, this, data, buffers);
    }

    /** Closes it here and tells the other end; nothing happens when it is closed already. */
    public void close(JsonObject data) {
        if (comms.forget(this)) {
            comms.send(CommMessage.CLOSE, this, data, List.of());
        }
    }

    void received(Message message) {
        var receiver = onMessage;
        if (receiver != null) {
            receiver.accept(Received.of(message));
        }
    }

    void closed(Message message) {
        var receiver = onClose;
        if (receiver != null) {
            receiver.accept(Received.of(message));
        }
    }
}
