package org.forkbook.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.service.MemoryReserve;
import org.forkbook.shm.CacheLine;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a {@link RemoteClient}'s connection. All of it is guarded by the broker.
 *
 * <p>Output is sent at once as far as the system takes it; the rest is queued until the socket is writable again.
 */
final class ServerConnection extends ClientSession {

    /** Operations of the connection itself rather than of a resource. */
    static final int CANCEL = 255;

    static final int RETURN_UNDELIVERED = 254;
    static final int CLOSING = 253;
    /** Confirms a large answer, by its sequence number among all answers. */
    static final int TOOK = 252;
    /** Returns an answer that was too large for the client's heap. */
    static final int NOT_TAKEN = 251;
    /** An empty message: {@link BrokerClient#sendOneWayUnless} was not allowed to send. */
    static final int NOTHING = 250;
    /** Adds a reference to a resource. */
    static final int HOLD = 249;
    /** Drops a reference to a resource. */
    static final int RELEASE = 248;
    /** Keeps a resource for good, because its receiver is unknown. */
    static final int PIN = 247;
    /** Asks for an answer, which comes when everything that was sent before has been handled. */
    static final int SYNC = 246;

    /**
     * A flag in the resource number of messages that {@link BrokerClient#sendOneWayUnless} and {@link
     * BrokerClient#hold} count.
     */
    static final long COUNTED = Long.MIN_VALUE;

    private static final int CHUNK = 64 * 1024;
    /** How much is read from one connection before the others have their turn. */
    private static final int TURN = 1 << 20;

    private final Broker broker;
    private final BrokerAddress address;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final FrameDecoder decoder = new FrameDecoder();
    private final ArrayDeque<ByteBuffer> frames = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
    private final ArrayDeque<Sent> unconfirmed = new ArrayDeque<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private @Nullable CacheLine arrivals;
    /** How many messages have arrived of those that the client had {@linkplain #begun() begun} to send. */
    private long counted;

    private long lastLength;
    private long pid = -1;
    private int slot = -1;
    private boolean relayed;
    private boolean closedInOrder;
    private boolean atEnd;
    private boolean ended;

    /**
     * An answer that must not be lost.
     *
     * @param confirmed whether only the client's confirmation tells that it has arrived: it is large, or the client
     *     has no memory in which it could count
     */
    private record Sent(SharedResource owner, Runnable ifLost, long delivery, boolean confirmed) {
        boolean hasArrived(long arrived) {
            return !confirmed && delivery <= arrived;
        }
    }

    private record Awaited(long count, Runnable action) {}

    ServerConnection(Broker broker, BrokerAddress address, SocketChannel socket, Selector selector) throws IOException {
        super(-1, -1);
        this.broker = broker;
        this.address = address;
        this.socket = socket;
        socket.configureBlocking(false);
        key = socket.register(selector, SelectionKey.OP_READ, this);
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public boolean sharesMemory() {
        return !relayed;
    }

    @Override
    void sent(SharedResource owner, Runnable ifLost, long delivery) {
        forgetArrived();
        unconfirmed.add(new Sent(owner, ifLost, delivery, relayed || lastLength > LARGE));
    }

    private void forgetArrived() {
        var arrived = arrived();
        for (var first = unconfirmed.peek(); first != null && first.hasArrived(arrived); first = unconfirmed.peek()) {
            unconfirmed.remove();
        }
    }

    /** How many answers have arrived: the client counts them in shared memory. */
    private long arrived() {
        return shared(0);
    }

    /**
     * How many messages the client has begun to send by {@link BrokerClient#sendOneWayUnless} and {@link
     * BrokerClient#hold}.
     */
    private long begun() {
        return shared(Long.BYTES);
    }

    private long shared(int at) {
        var line = arrivals;
        return line == null ? 0 : (long) CacheLine.LONG.getVolatile(line.memory(), line.offset() + at);
    }

    @Override
    public void whenDrained(Runnable action) {
        var begun = begun();
        if (ended || counted >= begun) {
            action.run();
        } else {
            awaited.add(new Awaited(begun, action));
        }
    }

    private void countOne() {
        counted++;
        runAwaited(counted);
    }

    private void runAwaited(long count) {
        for (var waiting : List.copyOf(awaited)) {
            if (waiting.count <= count && awaited.remove(waiting)) {
                waiting.action.run();
            }
        }
    }

    @Override
    public List<Runnable> takeUndelivered(SharedResource owner) {
        var arrived = arrived();
        var lost = new ArrayDeque<Runnable>();
        unconfirmed.stream()
                .filter(sent -> sent.owner == owner && !sent.hasArrived(arrived))
                .forEach(sent -> lost.push(sent.ifLost));
        return List.copyOf(lost);
    }

    /** Handles the client's word that an answer has arrived, or was too large for it. */
    private void arrived(long delivery, boolean taken) {
        for (var sent : unconfirmed) {
            if (sent.delivery == delivery) {
                unconfirmed.remove(sent);
                if (!taken) {
                    sent.owner.notTaken(sent.ifLost);
                }
                return;
            }
        }
    }

    /** Serves the socket, which is readable or writable. */
    void ready() {
        if (ended || !key.isValid()) {
            return;
        }
        if (key.isWritable()) {
            flush();
        }
        if (key.isReadable()) {
            if (slot < 0) {
                handshake();
            } else {
                read();
                answerAll();
            }
        }
    }

    /** Whether no valid handshake has arrived yet. */
    boolean isUnauthenticated() {
        return slot < 0 && key.isValid();
    }

    /** Closes a connection that sends no handshake. */
    void reject() {
        end();
    }

    private void handshake() {
        // Not a byte past the handshake is read: what follows may belong to a pipe.
        atEnd = count(() -> decoder.readAtMost(socket, HandshakeFrame.BYTES)) < 0;
        var frame = decoder.take(HandshakeFrame.BYTES);
        if (frame != null) {
            var handshake = HandshakeFrame.read(frame, address);
            if (handshake == null) {
                atEnd = true;
            } else if (handshake.pipe() != 0) {
                key.cancel();
                broker.connect(handshake, socket);
                return;
            } else {
                admit(handshake);
            }
        }
        if (atEnd) {
            end();
        }
    }

    private void admit(HandshakeFrame handshake) {
        pid = handshake.pid();
        try {
            relayed = handshake.relayed();
            var line = relayed ? null : CacheLine.allocate();
            arrivals = line;
            slot = broker.nextSlot();
            broker.enter(this);
            send(0, slot, line == null ? PayloadCodec.NOTHING : PayloadCodec.ofLine(line.reference()));
        } catch (RuntimeException | Error e) {
            refuse(
                    0,
                    "Process " + ProcessHandle.current().pid() + " can't share its objects with process " + pid + ": "
                            + e);
            end();
        }
    }

    /** Reads what is available. */
    private void read() {
        var sum = 0;
        while (sum < TURN && !atEnd) {
            var count = count(() -> decoder.read(socket));
            atEnd = count < 0;
            if (count == 0) {
                return;
            }
            sum += count;
            split();
        }
    }

    private interface Reading {
        int run() throws IOException;
    }

    private static int count(Reading reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            return -1; // The client was killed with bytes of ours unread.
        }
    }

    private void split() {
        try {
            for (var frame = decoder.next(); frame != null; frame = decoder.next()) {
                if (decoder.oversize() > 0) {
                    refuse(
                            frame,
                            new OutOfMemoryError(FrameDecoder.tooLarge(
                                    decoder.oversize(),
                                    "process " + ProcessHandle.current().pid() + "'s")));
                } else {
                    frames.add(frame);
                }
            }
        } catch (IOException | OutOfMemoryError e) {
            disconnect("Process " + pid + " is disconnected: " + e.getMessage());
        }
    }

    /** Reads what is available and handles it up to the first request; returns whether there is one. */
    boolean drainInbox() {
        if (ended) {
            return false;
        }
        read();
        for (var frame = frames.peek(); frame != null && frame.getInt(0) == 0; frame = frames.peek()) {
            frames.remove();
            handle(frame);
        }
        if (atEnd && frames.isEmpty()) {
            end();
        }
        return !frames.isEmpty();
    }

    /** Handles all that has been read. */
    void answerAll() {
        for (var frame = frames.poll(); frame != null; frame = frames.poll()) {
            handle(frame);
        }
        if (atEnd) {
            end();
        }
    }

    private void handle(ByteBuffer frame) {
        try {
            dispatch(frame);
        } catch (IllegalStateException | VirtualMachineError | LinkageError e) {
            if (MemoryReserve.isExhaustion(e)) {
                MemoryReserve.release();
            }
            refuse(frame, e);
        } catch (RuntimeException | Error e) {
            // The message of one client must not end the thread that serves all.
            disconnect("Process " + pid + " is disconnected: it sent an invalid message (" + e + ")");
        }
    }

    /** Reports a failure to the client, for a request or for a one-way message. */
    private void refuse(ByteBuffer frame, Throwable failure) {
        var reason =
                failure instanceof IllegalStateException ? String.valueOf(failure.getMessage()) : failure.toString();
        var call = frame.getInt(0);
        if (call != 0) {
            refuse(call, reason);
        } else {
            send(
                    0,
                    PendingCall.REFUSED,
                    PayloadCodec.ofLong(frame.getLong(Integer.BYTES) & ~COUNTED),
                    PayloadCodec.ofString(reason));
        }
    }

    private void dispatch(ByteBuffer frame) {
        var call = frame.getInt();
        var number = frame.getLong();
        var operation = frame.get() & 0xFF;
        try {
            perform(call, number & ~COUNTED, operation, frame);
        } finally {
            if (number < 0) {
                countOne();
            }
        }
    }

    private void perform(int call, long resource, int operation, ByteBuffer frame) {
        switch (operation) {
            case NOTHING -> {}
            case SYNC -> answer(call, 0);
            case HOLD -> broker.hold(this, call, resource);
            case RELEASE -> broker.release(this, resource);
            case PIN -> broker.pin(resource);
            case CANCEL -> broker.cancel(this, resource, frame.getInt());
            case RETURN_UNDELIVERED -> broker.returnUndelivered(this, resource, frame.getInt(), frame);
            case CLOSING -> closedInOrder = true;
            case TOOK -> arrived(frame.getLong(), true);
            case NOT_TAKEN -> arrived(frame.getLong(), false);
            default -> broker.handle(this, resource, call, operation, frame);
        }
    }

    /** Closes the connection and sends the client the reason. */
    void disconnect(String reason) {
        System.getLogger(Broker.class.getName()).log(System.Logger.Level.WARNING, reason);
        frames.clear();
        broker.pinAllHeldBy(this);
        send(0, PendingCall.REFUSED, PayloadCodec.ofLong(0), PayloadCodec.ofString(reason));
        atEnd = true;
        end();
    }

    @Override
    void send(int call, int status, ByteBuffer... payload) {
        if (ended) {
            return;
        }
        var length = 8;
        for (var part : payload) {
            length = Math.addExact(length, part.remaining());
        }
        lastLength = length;
        var frame = ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .putInt(call)
                .putInt(status);
        for (var part : payload) {
            frame.put(part);
        }
        output.add(frame.flip());
        flush();
    }

    private void flush() {
        try {
            for (var frame = output.peek(); frame != null; frame = output.peek()) {
                write(frame);
                if (frame.hasRemaining()) {
                    break;
                }
                output.remove();
            }
        } catch (IOException e) {
            // The client has gone: the next read reports it, and ends the session where that is safe.
            output.clear();
        }
        if (key.isValid()) {
            var wanted = SelectionKey.OP_READ | (output.isEmpty() ? 0 : SelectionKey.OP_WRITE);
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
                key.selector().wakeup();
            }
        }
    }

    private void write(ByteBuffer frame) throws IOException {
        // In slices: for a heap buffer the JDK caches direct memory as large as the write it is asked for.
        while (frame.hasRemaining()) {
            var slice = frame.slice(frame.position(), Math.min(frame.remaining(), CHUNK));
            var count = socket.write(slice);
            frame.position(frame.position() + count);
            if (slice.hasRemaining()) {
                return;
            }
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            key.cancel();
            if (key.selector().isOpen()) {
                key.selector().wakeup(); // Only a selection releases the socket.
            }
            try {
                socket.close();
            } catch (IOException e) {
                // The client has already closed it.
            }
            broker.leave(this, !closedInOrder);
            runAwaited(Long.MAX_VALUE);
        }
    }
}
