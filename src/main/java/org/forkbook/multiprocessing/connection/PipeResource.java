package org.forkbook.multiprocessing.connection;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.forkbook.broker.Broker;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.FramedSocket;
import org.forkbook.broker.SharedResource;
import org.forkbook.broker.WaitQueue;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a pipe, at its creator's broker: it knows which process has which end, and keeps what was sent
 * to an end that has not moved yet.
 *
 * <pre>
 *   both ends here          frames are queued at the end
 *   one end in a worker     a socket between the worker and this process; the broker only accepts it
 *   both in workers         a socket to each, and two threads here that forward frames
 * </pre>
 *
 * <p>An end moves to the process that first uses it, and ends with it. An end that was sent to other processes, of
 * which none is left and none has used it, counts as closed for the other end.
 */
final class PipeResource extends SharedResource {

    static final int ENROL = 1;
    static final int RECEIVE = 2;
    static final int POLL = 3;
    static final int SEND = 4;
    static final int CLOSE = 5;

    static final int FRAME = 0;
    static final int LINKED = 1;
    static final int CLOSED = 2;
    static final int MOVED = 3;
    static final int ACCEPTED = 4;

    /** The amount that a fresh socket accepts at once, with room to spare. */
    private static final int MAX_PENDING = 48 * 1024;

    private final End[] ends = {new End(), new End()};

    private static final class End {
        /** The frames that were sent to this end. */
        private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();

        private int pendingBytes;
        /** Pending receive requests at this end. */
        private final WaitQueue receivers = new WaitQueue();
        /** Pending send requests at this end, which wait for room at the other end. */
        private final ArrayDeque<Sender> senders = new ArrayDeque<>();

        private final Set<ClientSession> enrolled = new HashSet<>();
        private boolean usedHere;
        private boolean abandoned;
        private boolean closed;
        private @Nullable FramedSocket socket;
        private long movedTo;

        boolean isMoved() {
            return movedTo != 0;
        }

        boolean isOver() {
            return closed || (abandoned && !usedHere && !isMoved());
        }
    }

    private record Sender(ClientSession session, int call, ByteBuffer frame) {}

    /** The socket to the process that has an end. */
    FramedSocket link(int end) {
        var socket = ends[end].socket;
        if (socket == null) {
            throw new AssertionError("end " + end + " is here");
        }
        return socket;
    }

    /** The process that has an end. */
    long movedTo(int end) {
        return ends[end].movedTo;
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        var number = payload.get();
        if (operation == ENROL) {
            enrol(from, number);
            return;
        }
        var mine = ends[number];
        var other = ends[1 - number];
        mine.usedHere = true;
        if (operation == CLOSE) {
            close(mine, other);
        } else if (mine.isMoved()) {
            from.answer(call, MOVED);
        } else if (mine.closed) {
            from.answer(call, CLOSED);
        } else if (operation == SEND) {
            mine.senders.add(new Sender(from, call, payload.slice()));
            settle(mine, other);
        } else {
            mine.receivers.add(from, call, operation);
            settle(other, mine);
        }
    }

    private void enrol(ClientSession from, int mask) {
        for (var i = 0; i < 2; i++) {
            if ((mask & (1 << i)) != 0) {
                ends[i].enrolled.add(from);
                ends[i].abandoned = false;
            }
        }
    }

    /** Moves frames from the senders at one end to the receivers at the other, as far as possible. */
    private void settle(End from, End to) {
        while (true) {
            var sender = from.senders.peek();
            if (sender != null && to.socket != null) {
                from.senders.remove();
                sender.session.answer(sender.call, LINKED);
            } else if (sender != null && to.isOver()) {
                from.senders.remove();
                sender.session.answer(sender.call, CLOSED);
            } else if (sender != null && fits(sender, to)) {
                from.senders.remove();
                to.pending.add(sender.frame);
                to.pendingBytes += sender.frame.remaining() + Integer.BYTES;
                sender.session.answer(sender.call, ACCEPTED);
            } else if (!answerReceiver(from, to)) {
                return;
            }
        }
    }

    /** A frame that is larger than the limit waits for a receiver and is then accepted. */
    private static boolean fits(Sender sender, End to) {
        return to.pendingBytes + sender.frame.remaining() + Integer.BYTES <= MAX_PENDING
                || (to.pending.isEmpty() && !to.receivers.isEmpty());
    }

    private static boolean answerReceiver(End from, End to) {
        var receiver = to.receivers.first();
        if (receiver == null) {
            return false;
        }
        var frame = to.pending.peek();
        if (frame == null) {
            if (from.socket == null && !from.isOver()) {
                return false;
            }
            receiver.answer(from.socket != null ? LINKED : CLOSED);
        } else if (receiver.amount() == POLL) {
            receiver.answer(FRAME);
        } else {
            to.pending.remove();
            to.pendingBytes -= frame.remaining() + Integer.BYTES;
            receiver.session().answer(receiver.call(), FRAME, frame);
        }
        to.receivers.poll();
        return true;
    }

    private void close(End mine, End other) {
        mine.closed = true;
        mine.pending.clear();
        if (other.socket != null) {
            other.socket.close();
        }
        settle(mine, other);
        settle(other, mine);
        mine.receivers.pollAll().forEach(waiter -> waiter.answer(CLOSED));
        mine.senders.forEach(sender -> sender.session.answer(sender.call, CLOSED));
        mine.senders.clear();
    }

    /** Closes an end that was in use in this process and is unreachable now. */
    void collected(int end) {
        if (ends[end].usedHere && !ends[end].isMoved()) {
            close(ends[end], ends[1 - end]);
        }
    }

    @Override
    protected void connected(int number, long pid, SocketChannel socket) {
        FramedSocket framed;
        try {
            framed = new FramedSocket(socket);
        } catch (IOException e) {
            reject(socket);
            return;
        }
        try {
            if (number < 0 || number > 1) {
                throw new IOException("A pipe has two ends, and none of the number " + number);
            }
            var mine = ends[number];
            if (mine.isMoved() || mine.closed) {
                var by = mine.closed ? "was closed" : "is in use in process " + mine.movedTo;
                throw new IOException(
                        "This end of the pipe " + by + ". An end has only one user; for several, use a ProcessQueue.");
            }
            move(mine, ends[1 - number], pid, framed);
        } catch (IOException | RuntimeException | Error e) {
            refuse(framed, e);
        }
    }

    private static void reject(SocketChannel socket) {
        try (socket) {
            FramedSocket.refuse(socket, Broker.noDescriptors());
        } catch (IOException e) {
            // The process ended before it was told.
        }
    }

    private static void refuse(FramedSocket socket, Throwable reason) {
        try {
            socket.refuse(String.valueOf(reason.getMessage()));
        } catch (IOException e) {
            // The process ended before it was accepted.
        }
        socket.close();
    }

    private void move(End mine, End other, long pid, FramedSocket socket) throws IOException {
        mine.movedTo = pid;
        mine.socket = socket;
        socket.welcome();
        for (var frame = mine.pending.poll(); frame != null; frame = mine.pending.poll()) {
            socket.send(frame);
        }
        mine.receivers.pollAll().forEach(waiter -> waiter.answer(MOVED));
        mine.senders.forEach(sender -> sender.session.answer(sender.call, MOVED));
        mine.senders.clear();
        settle(mine, other);
        settle(other, mine);
        if (other.closed) {
            socket.close();
        } else if (other.socket != null) {
            relay(socket, other.socket);
            relay(other.socket, socket);
        }
    }

    private static void relay(FramedSocket from, FramedSocket to) {
        ServiceThread.forTask(
                        "forkbook-pipe", () -> carry(from, to), FailureHandler.logging("A pipe between two workers"))
                .start();
    }

    private static void carry(FramedSocket from, FramedSocket to) {
        try {
            from.forwardTo(to);
        } catch (EOFException e) {
            to.close(); // The receiver reads everything that was sent before.
        } catch (IOException e) {
            from.close();
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody knows this thread", e);
        } finally {
            if (!to.isClosed()) {
                from.close(); // Whatever happened, forwarding has ended.
            }
        }
    }

    @Override
    protected void cancel(ClientSession from, int call) {
        for (var end : ends) {
            if (end.receivers.cancel(from, call)) {
                return;
            }
            if (end.senders.removeIf(sender -> sender.session == from && sender.call == call)) {
                from.answerCancelled(call);
                return;
            }
        }
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        for (var end : List.of(ends)) {
            if (end.enrolled.remove(gone) && end.enrolled.isEmpty()) {
                end.abandoned = true;
            }
        }
        settle(ends[0], ends[1]);
        settle(ends[1], ends[0]);
    }
}
