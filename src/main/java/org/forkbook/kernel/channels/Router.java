package org.forkbook.kernel.channels;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.kernel.protocol.BadMessageException;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.Replays;
import org.forkbook.kernel.protocol.Wire;

/**
 * A channel of requests and replies: shell, control or stdin. What is malformed, signed with another key, or a copy of
 * an earlier message, is dropped and logged.
 */
public final class Router implements AutoCloseable {

    private final Wire wire;
    private final Replays replays;
    private final SocketThread thread;

    Router(
            String name,
            Opened socket,
            Wire wire,
            Replays replays,
            Consumer<Message> receiver,
            Consumer<Throwable> ended) {
        this.wire = wire;
        this.replays = replays;
        thread = new SocketThread(
                name, socket.socket(), new Outbox(Long.MAX_VALUE), frames -> decode(name, frames, receiver), ended);
    }

    /** Sends a message to the client that its ids name; never waits. Safe for many threads. */
    public void send(Message message) {
        thread.send(wire.encode(message));
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.close();
    }

    private void decode(String name, List<byte[]> frames, Consumer<Message> receiver) {
        Message message;
        try {
            message = wire.decode(frames);
            if (!replays.isNew(Wire.signature(frames))) {
                throw new BadMessageException("it is a copy of an earlier one");
            }
        } catch (BadMessageException e) {
            System.getLogger("org.forkbook.kernel")
                    .log(Level.WARNING, "A message on the " + name + " channel was dropped: " + e.getMessage());
            return;
        }
        receiver.accept(message);
    }
}
