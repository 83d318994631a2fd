package org.forkbook.kernel.channels;

import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.Published;
import org.forkbook.kernel.protocol.WireFormat;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;

/**
 * Publisher on the iopub channel, which every frontend sees. A message waits until each subscriber has room, and so
 * does the thread that prints. Only a subscriber that reads nothing at all for half a minute loses messages, so that it
 * doesn't stop the others; when it reads again it is told under the cell that it missed. Safe for many threads.
 *
 * <p>A new subscriber is greeted with {@code iopub_welcome} (JEP 65), so that a client knows when it has missed
 * nothing.
 */
public final class Publisher implements AutoCloseable {

    /** How many bytes of output may be queued before the thread that prints has to wait. */
    private static final long QUEUED_BYTES = 4 << 20;

    private static final byte SUBSCRIBE = 1;

    private final MessageFactory messages;
    private final WireFormat format;
    private final SocketThread thread;
    private volatile @Nullable Message lastOutputOf;

    Publisher(ZMQ.Socket socket, WireFormat format, MessageFactory messages, Consumer<Throwable> ended) {
        this(socket, format, messages, ended, SocketThread.SUBSCRIBER_TIMEOUT);
    }

    Publisher(
            ZMQ.Socket socket,
            WireFormat format,
            MessageFactory messages,
            Consumer<Throwable> ended,
            Duration subscriberTimeout) {
        this.messages = messages;
        this.format = format;
        thread = new SocketThread(
                "iopub", socket, new Outbox(QUEUED_BYTES), this::welcome, ended, subscriberTimeout, this::reportLoss);
    }

    /** Publishes a message of the kernel itself at once; never waits. */
    public void publish(Message parent, String type, JsonObject content) {
        thread.send(encode(parent, type, type, content));
    }

    /** Publishes output of user code; waits while too much is queued. */
    public void publishOutput(Message parent, String type, String topic, JsonObject content) {
        lastOutputOf = parent;
        thread.sendWhenRoom(encode(parent, type, topic, content));
    }

    /** Sent to all: a message can't be for one subscriber. */
    private void reportLoss(long count) {
        var cell = lastOutputOf;
        if (cell != null) {
            var text = "A frontend had stopped reading: it has missed " + count
                    + " messages of this notebook's output. Other frontends received them all.\n";
            publish(cell, Published.STREAM, Published.stream("stderr", text));
        }
    }

    /** The request that has printed last; null before the first. */
    public @Nullable Message lastOutputOf() {
        return lastOutputOf;
    }

    /** Publishes a message as it is, at once. */
    public void publish(Message message) {
        thread.send(format.encode(message));
    }

    private List<byte[]> encode(Message parent, String type, String topic, JsonObject content) {
        var ids = List.of(topic.getBytes(StandardCharsets.UTF_8));
        return format.encode(messages.reply(parent.to(ids), type, content));
    }

    private void welcome(List<byte[]> frames) {
        var event = frames.get(0);
        if (event.length == 0 || event[0] != SUBSCRIBE) {
            return;
        }
        try {
            var topic = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(event, 1, event.length - 1))
                    .toString();
            var message = messages.request(Published.WELCOME, Published.welcome(topic));
            publish(message.to(List.of(topic.getBytes(StandardCharsets.UTF_8))));
        } catch (CharacterCodingException ignored) {
            // JEP 65: a subscription that is no text gets no welcome.
        }
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.close();
    }
}
