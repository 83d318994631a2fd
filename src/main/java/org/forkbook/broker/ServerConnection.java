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
 * A connected process, at the broker's side. All of it is guarded by the broker.
 *
 * <p>What it is sent goes out at once if the system takes it; else it is kept and goes when the socket is ready again.
 */
final class ServerConnection extends ClientSession {

    /** Operations that are the session's own and not a resource's. */
    static final int CANCEL = 255;

    static final int RETURN_UNDELIVERED = 254;
    static final int GOODBYE = 253;
    /** A large answer has arrived, of this number among all answers. */
    static final int TOOK = 252;
    /** An answer was too large for the process. */
    static final int NOT_TAKEN = 251;
    /** Nothing is said after all; for {@link BrokerClient#sendOneWayUnless}. */
    static final int NOTHING = 250;
    /** The process has a resource. */
    static final int HOLD = 249;
    /** The process no longer has it. */
    static final int RELEASE = 248;
    /** The process has passed it on to somebody it can't know. */
    static final int PIN = 247;

    /** Set in the number of a resource by {@link BrokerClient#sendOneWayUnless} and {@link BrokerClient#hold}. */
    static final long COUNTED = Long.MIN_VALUE;

    private static final int CHUNK = 64 * 1024;
    /** How much is read before others have their turn. */
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
    /** How much has come that the process had {@linkplain #begun() begun} to say. */
    private long counted;

    private long lastLength;
    private long pid = -1;
    private int slot = -1;
    private boolean saidGoodbye;
    private boolean atEnd;
    private boolean ended;

    /**
     * An answer that must not be lost.
     *
     * @param large whether only the process's own word counts that it has arrived
     */
    private record Sent(SharedResource owner, Runnable ifLost, long delivery, boolean large) {
        boolean hasArrived(long arrived) {
            return !large && delivery <= arrived;
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
    void sent(SharedResource owner, Runnable ifLost, long delivery) {
        forgetArrived();
        unconfirmed.add(new Sent(owner, ifLost, delivery, lastLength > LARGE));
    }

    private void forgetArrived() {
        var arrived = arrived();
        for (var first = unconfirmed.peek(); first != null && first.hasArrived(arrived); first = unconfirmed.peek()) {
            unconfirmed.remove();
        }
    }

    /** How many answers have arrived: the process counts them in shared memory. */
    private long arrived() {
        return shared(0);
    }

    /** How much the process has begun to say by {@link BrokerClient#sendOneWayUnless} and {@link BrokerClient#hold}. */
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

    /** An answer has come to the process, or was too large for it. */
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

    /** The socket has something for us, or has room. */
    void ready() {
        if (ended || !key.isValid()) {
            return;
        }
        if (key.isWritable()) {
            flush();
        }
        if (key.isReadable()) {
            if (slot < 0) {
                greet();
            } else {
                read();
                answerAll();
            }
        }
    }

    /** Whether it has not said yet who it is. */
    boolean isUnauthenticated() {
        return slot < 0 && key.isValid();
    }

    /** Closes the connection of one who says nothing. */
    void reject() {
        end();
    }

    private void greet() {
        // Not a byte more than the greeting is read: what follows may be for a pipe.
        atEnd = count(() -> decoder.readAtMost(socket, HandshakeFrame.BYTES)) < 0;
        var greeting = decoder.take(HandshakeFrame.BYTES);
        if (greeting != null) {
            var handshake = HandshakeFrame.read(greeting, address);
            if (handshake == null) {
                atEnd = true;
            } else if (handshake.pipe() != 0) {
                key.cancel();
                broker.connect(handshake, socket);
                return;
            } else {
                letIn(handshake);
            }
        }
        if (atEnd) {
            end();
        }
    }

    private void letIn(HandshakeFrame handshake) {
        pid = handshake.pid();
        try {
            var line = CacheLine.allocate();
            arrivals = line;
            slot = broker.nextSlot();
            broker.enter(this);
            send(0, slot, PayloadCodec.ofLine(line.reference()));
        } catch (RuntimeException | Error e) {
            refuse(
                    0,
                    "Process " + ProcessHandle.current().pid() + " can't share its objects with process " + pid + ": "
                            + e);
            end();
        }
    }

    /** Reads what is there. */
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
            return -1; // Killed with something of ours unread.
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
            cutOff("Process " + pid + " is disconnected: " + e.getMessage());
        }
    }

    /** Reads what is there and handles it up to the first question; whether there is one. */
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
            // Whatever one process says: the others have the broker's thread too.
            cutOff("Process " + pid + " is disconnected: it sent an invalid message (" + e + ")");
        }
    }

    /** Says to the process what became of a question, or of something that has no answer. */
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
            case HOLD -> broker.hold(this, call, resource);
            case RELEASE -> broker.release(this, resource);
            case PIN -> broker.pin(resource);
            case CANCEL -> broker.cancel(this, resource, frame.getInt());
            case RETURN_UNDELIVERED -> broker.returnUndelivered(this, resource, frame.getInt(), frame);
            case GOODBYE -> saidGoodbye = true;
            case TOOK -> arrived(frame.getLong(), true);
            case NOT_TAKEN -> arrived(frame.getLong(), false);
            default -> broker.handle(this, resource, call, operation, frame);
        }
    }

    /** Ends the connection, and says why to the process. */
    void cutOff(String reason) {
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
            // It has gone: the next read says so, and ends the session from where it is safe to.
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
        // In slices: for a heap buffer the JDK keeps direct memory as large as what it is asked to write.
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
                key.selector().wakeup(); // Only a selection lets go of the socket.
            }
            try {
                socket.close();
            } catch (IOException e) {
                // The other side has closed it before.
            }
            broker.leave(this, !saidGoodbye);
            runAwaited(Long.MAX_VALUE);
        }
    }
}
