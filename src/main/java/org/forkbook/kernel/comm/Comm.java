package org.forkbook.kernel.comm;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's end of one comm. Messages to it are received one after the other; sending is safe for many threads.
 *
 * <pre>{@code
 * comms.register("echo", (comm, data) -> comm.onMessage(received -> comm.send(received.data())));
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
     * What the other end has sent.
     *
     * @param data the JSON of it
     * @param buffers raw bytes that came along; often none
     */
    public record Received(JsonObject data, List<byte[]> buffers) {
        static Received of(Message message) {
            return new Received(Json.object(message.content(), "data"), message.buffers());
        }
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

    /** Sends data to the other end. */
    public void send(JsonObject data) {
        send(data, List.of());
    }

    /** Sends data and raw bytes to the other end. */
    public void send(JsonObject data, List<byte[]> buffers) {
        comms.send("comm_msg", this, data, buffers);
    }

    /** Closes it here and tells the other end; nothing happens when it is closed already. */
    public void close(JsonObject data) {
        if (comms.forget(this)) {
            comms.send("comm_close", this, data, List.of());
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
