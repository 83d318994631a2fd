package org.forkbook.kernel.channels;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.LongConsumer;
import org.zeromq.ZMQ;

/**
 * The count of messages that a subscriber misses who has stopped reading, until it reads again; then it is told.
 *
 * <p>ZeroMQ leaves such a subscriber out without a word, and takes it in again as soon as it has room. How many it leaves
 * out is in no part of its interface, so that is read from its fields; should another version have others, nobody is
 * told, and all else is as before. For the socket's own thread only.
 */
final class DroppedMessageCounter {

    private final ZMQ.Socket socket;
    private final LongConsumer afterLoss;
    private long lost;
    private int subscribers;

    /** With who is told how many messages have been missed. */
    DroppedMessageCounter(ZMQ.Socket socket, LongConsumer afterLoss) {
        this.socket = socket;
        this.afterLoss = afterLoss;
    }

    /** A message has just been sent without waiting for everyone. */
    void begin() {
        if (lost == 0) {
            System.getLogger("org.forkbook.kernel")
                    .log(Level.WARNING, "a frontend has stopped reading: it loses what the kernel sends");
            subscribers = subscribers()[0];
        }
        lost++;
    }

    /** A message has just been sent to all who take any. */
    void sent() {
        if (lost == 0) {
            return;
        }
        var now = subscribers();
        if (now[0] > now[1]) {
            lost++;
            return;
        }
        var count = lost;
        lost = 0;
        if (now[0] >= subscribers) { // Else it is gone, and the others need not know.
            afterLoss.accept(count);
        }
    }

    /** How many subscribers there are, and how many of them take messages. */
    private int[] subscribers() {
        try {
            var base = socket.base();
            var field = base.getClass().getDeclaredField("dist");
            field.setAccessible(true);
            var distribution = field.get(base);
            var pipes = distribution.getClass().getDeclaredField("pipes");
            var eligible = distribution.getClass().getDeclaredField("eligible");
            pipes.setAccessible(true);
            eligible.setAccessible(true);
            return new int[] {((List<?>) pipes.get(distribution)).size(), eligible.getInt(distribution)};
        } catch (ReflectiveOperationException | ClassCastException e) {
            return new int[] {1, 0};
        }
    }
}
