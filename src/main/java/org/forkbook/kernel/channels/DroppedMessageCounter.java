package org.forkbook.kernel.channels;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.LongConsumer;
import org.zeromq.ZMQ;

/**
 * Counter of the messages that ZeroMQ drops for a subscriber that has stopped reading. The subscriber is told the
 * number when it reads again.
 *
 * <p>ZeroMQ skips such a subscriber silently, and includes it again as soon as it has room. Its API doesn't tell how
 * many subscribers it skips, so the number is read from its private fields. If another version has other fields, nobody
 * is told, and everything else works. For the socket's own thread only.
 */
final class DroppedMessageCounter {

    private final ZMQ.Socket socket;
    private final LongConsumer afterLoss;
    private long lost;
    private int subscribers;

    /** @param afterLoss told how many messages have been missed */
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
        if (now[0] >= subscribers) { // Otherwise it has disconnected, and the others need not know.
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
