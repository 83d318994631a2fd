package org.forkbook.kernel.channels;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.kernel.protocol.BadMessageException;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.ReplayFilter;
import org.forkbook.kernel.protocol.WireFormat;
import org.zeromq.ZMQ;

/**
 * Channel of requests and replies: shell, control or stdin. Messages that are malformed, signed with another key or
 * replayed are dropped and logged.
 */
public final class Router implements AutoCloseable {

    private final WireFormat format;
    private final ReplayFilter replayFilter;
    private final SocketThread thread;
    private Consumer<Message> receiver = message -> {};

    Router(String name, ZMQ.Socket socket, WireFormat format, ReplayFilter replayFilter, Consumer<Throwable> ended) {
        this.format = format;
        this.replayFilter = replayFilter;
        thread = new SocketThread(name, socket, new Outbox(Long.MAX_VALUE), frames -> decode(name, frames), ended);
    }

    /** Sends a message to the client that its ids name; never waits. Safe for many threads. */
    public void send(Message message) {
        thread.send(format.encode(message));
    }

    /** Begins to receive. */
    void start(Consumer<Message> receiverOfMessages) {
        receiver = receiverOfMessages; // Seen by the thread, which starts afterwards.
        thread.start();
    }

    @Override
    public void close() {
        thread.close();
    }

    private void decode(String name, List<byte[]> frames) {
        Message message;
        try {
            message = format.decode(frames);
            if (!replayFilter.isNew(WireFormat.signature(frames))) {
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
