package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Factory of the messages of one party, a kernel or a client, with its session id. Safe for many threads. */
public final class MessageFactory {

    /** The version of the messaging protocol spoken here. */
    public static final String PROTOCOL_VERSION = "5.5";

    private final String id;
    private final String username;
    private final AtomicLong count = new AtomicLong();

    private MessageFactory(String id, String username) {
        this.id = id;
        this.username = username;
    }

    /** A session with an id that no other has. */
    public static MessageFactory create(String username) {
        // Unique is enough: ids are not secret, and a secure random source takes long to start.
        var random = new SplittableRandom();
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return new MessageFactory(HexFormat.of().formatHex(bytes), username);
    }

    /** The session's id. */
    public String id() {
        return id;
    }

    /** A message without a parent. */
    public Message request(String type, JsonObject content) {
        return new Message(List.of(), header(type), new JsonObject(), new JsonObject(), content, List.of());
    }

    /** A message that answers another one, with its routing frames. */
    public Message reply(Message parent, String type, JsonObject content) {
        return new Message(parent.ids(), header(type), parent.header(), new JsonObject(), content, List.of());
    }

    /** A new header with an id and the time. */
    public JsonObject header(String type) {
        var header = new JsonObject();
        header.addProperty("msg_id", id + "_" + count.incrementAndGet());
        header.addProperty("msg_type", type);
        header.addProperty("session", id);
        header.addProperty("username", username);
        header.addProperty("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
        header.addProperty("version", PROTOCOL_VERSION);
        return header;
    }
}
