package org.forkbook.kernel.channels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * Event loop of one ZeroMQ socket, on the only thread that touches it.
 *
 * <p>A ZeroMQ socket belongs to one thread, and a {@code java.nio} channel closes when the thread that uses it is
 * interrupted, as cells' threads are. So every other thread puts its messages into the {@link Outbox} and wakes the
 * selector, which is safe in both respects. This thread sleeps in the selector until the socket or the outbox has work.
 */
final class SocketThread implements AutoCloseable {

    /**
     * How long a subscriber may read nothing before others no longer wait for it: it then loses messages, and is told.
     */
    static final Duration SUBSCRIBER_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(200);

    /** More bytes than ZeroMQ allocates for a frame: it doesn't copy the contents. */
    private static final int HEADROOM = 4096;

    /** The most messages that are read before sending, and sent before reading. */
    private static final int TURN = 1000;

    private final ZMQ.Socket socket;
    private final boolean canBeFull;
    private final Consumer<List<byte[]>> receiver;
    private final Outbox outbox;
    private final Duration subscriberTimeout;
    private final DroppedMessageCounter dropped;
    private final Selector selector;
    private final FailureHandler failures;
    private final Thread thread;
    private volatile boolean closing;

    private @Nullable List<byte[]> held;
    private int heldFrames;
    private long heldSince;

    @SuppressWarnings("UnusedVariable") // A field, so that the allocation isn't optimized away.
    private byte @Nullable [] headroom;

    /**
     * A bound socket; {@code receiver} gets what arrives, on the socket's thread, once {@link #start} was called.
     *
     * @param ended told why when the thread can't serve its socket any more
     */
    SocketThread(
            String name, ZMQ.Socket socket, Outbox outbox, Consumer<List<byte[]>> receiver, Consumer<Throwable> ended) {
        this(name, socket, outbox, receiver, ended, SUBSCRIBER_TIMEOUT, count -> {});
    }

    /**
     * A bound socket whose subscribers may fall behind.
     *
     * @param subscriberTimeout how long a subscriber may read nothing before it loses messages
     * @param afterLoss told how many messages a subscriber has lost, once it reads again
     */
    SocketThread(
            String name,
            ZMQ.Socket socket,
            Outbox outbox,
            Consumer<List<byte[]>> receiver,
            Consumer<Throwable> ended,
            Duration subscriberTimeout,
            LongConsumer afterLoss) {
        this.subscriberTimeout = subscriberTimeout;
        dropped = new DroppedMessageCounter(socket, afterLoss);
        this.socket = socket;
        this.canBeFull = socket.getSocketType() == SocketType.XPUB;
        this.outbox = outbox;
        this.receiver = receiver;
        try {
            selector = Selector.open();
            socket.getFD().register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new UncheckedIOException("The socket of the " + name + " channel can't be watched.", e);
        }
        failures = FailureHandler.vital("The " + name + " channel", cause -> {
            release();
            ended.accept(cause);
        });
        thread = ServiceThread.create("forkbook-" + name, 0, this::serve, failures);
    }

    void start() {
        thread.start();
    }

    /** Sends, without ever waiting. */
    void send(List<byte[]> frames) {
        if (outbox.put(frames)) {
            selector.wakeup();
        }
    }

    /** Sends; waits while too much is on its way. */
    void sendWhenRoom(List<byte[]> frames) {
        if (outbox.putWhenRoom(frames)) {
            selector.wakeup();
        }
    }

    private boolean serve() throws IOException {
        try {
            return takeTurn();
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                throw e;
            }
            log(Level.DEBUG, "a socket that is being closed has failed", e);
            release();
            return false;
        }
    }

    private boolean takeTurn() throws IOException {
        // Read before the outbox is found empty: what was put in before closing is sent.
        var last = closing;
        var received = receive();
        var sent = sendSome();
        if (received || sent) {
            return true;
        }
        if (last && held == null) {
            release();
            return false;
        }
        sleep();
        return true;
    }

    private void release() {
        outbox.close(); // No thread may wait for room.
        socket.close();
        try {
            selector.close();
        } catch (IOException e) {
            log(Level.DEBUG, "a selector could not be closed", e);
        }
    }

    private boolean receive() {
        var count = 0;
        while (count < TURN) {
            var first = socket.recv(ZMQ.DONTWAIT);
            if (first == null) {
                break;
            }
            var frames = new ArrayList<byte[]>();
            frames.add(first);
            while (socket.hasReceiveMore()) {
                var next = socket.recv(ZMQ.DONTWAIT);
                frames.add(next == null ? new byte[0] : next);
            }
            count++;
            // Whatever arrives, and whatever it does to the kernel: the socket must go on.
            ServiceThread.guarded(() -> receiver.accept(frames), failures).run();
        }
        return count > 0;
    }

    private boolean sendSome() {
        var count = 0;
        while (count < TURN && sendNext()) {
            count++;
        }
        return count > 0;
    }

    /** Sends the next message, which is kept until it is sent: if memory runs out on the way, a later turn goes on. */
    private boolean sendNext() {
        if (held == null) {
            heldFrames = 0;
            heldSince = System.nanoTime();
            held = outbox.poll();
        }
        if (held == null) {
            return false;
        }
        var sent = transmit(held);
        if (sent) {
            dropped.sent();
        } else if (waited() >= timeout()) {
            socket.setXpubNoDrop(false);
            sent = transmit(held);
            socket.setXpubNoDrop(true);
            dropped.begin();
        }
        if (sent) {
            held = null;
        }
        return sent;
    }

    private boolean transmit(List<byte[]> frames) {
        try {
            for (; heldFrames < frames.size(); heldFrames++) {
                // Memory runs out here, if at all: within ZeroMQ, the frame could be half sent.
                headroom = new byte[HEADROOM];
                var more = heldFrames + 1 < frames.size() ? ZMQ.SNDMORE : 0;
                // Only the first frame of a message can be refused.
                if (!socket.send(frames.get(heldFrames), more | ZMQ.DONTWAIT) && heldFrames == 0) {
                    return !canBeFull;
                }
            }
            return true;
        } catch (RuntimeException e) {
            held = null; // A message that can't be sent must not stop those behind it.
            throw e;
        } finally {
            headroom = null;
        }
    }

    private long waited() {
        return System.nanoTime() - heldSince;
    }

    private long timeout() {
        return (closing ? CLOSE_TIMEOUT : subscriberTimeout).toNanos();
    }

    private void sleep() throws IOException {
        if (held == null) {
            selector.select();
        } else {
            selector.select(Math.max(1, Duration.ofNanos(timeout() - waited()).toMillis()));
        }
        selector.selectedKeys().clear();
    }

    /** Sends what was put in before, then closes the socket; waits until that is done. */
    @Override
    public void close() {
        outbox.close();
        closing = true;
        selector.wakeup();
        if (Thread.currentThread() == thread) {
            return;
        }
        Uninterruptibles.run(thread::join);
    }

    private static void log(Level level, String text, Throwable cause) {
        System.getLogger("org.forkbook.kernel").log(level, text, cause);
    }
}
