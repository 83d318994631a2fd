package org.forkbook.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import org.forkbook.memory.Cell;
import org.jspecify.annotations.Nullable;

/**
 * A connected process, at the hub's side. All of it is guarded by the hub.
 *
 * <p>What it is sent goes out at once if the system takes it; else it is kept and goes when the socket is ready again.
 */
final class RemoteSession extends Session {

    /** Operations that are the session's own and not a resource's. */
    static final int CANCEL = 255;

    static final int GIVE_BACK = 254;
    static final int GOODBYE = 253;

    private static final int CHUNK = 64 * 1024;
    /** How much is read before others have their turn. */
    private static final int TURN = 1 << 20;

    private final Hub hub;
    private final HubAddress address;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();
    private final ArrayDeque<ByteBuffer> frames = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
    private final ArrayDeque<Sent> unconfirmed = new ArrayDeque<>();
    private @Nullable ByteBuffer partial;
    private @Nullable Cell arrivals;
    private long pid = -1;
    private int slot = -1;
    private boolean saidGoodbye;
    private boolean atEnd;
    private boolean ended;

    /** An answer that must not be lost. */
    private record Sent(Resource owner, Runnable ifLost, long delivery) {}

    RemoteSession(Hub hub, HubAddress address, SocketChannel socket, Selector selector) throws IOException {
        super(-1, -1);
        this.hub = hub;
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
    void sent(Resource owner, Runnable ifLost, long delivery) {
        forgetArrived();
        unconfirmed.add(new Sent(owner, ifLost, delivery));
    }

    private void forgetArrived() {
        var arrived = arrived();
        for (var first = unconfirmed.peek(); first != null && first.delivery <= arrived; first = unconfirmed.peek()) {
            unconfirmed.remove();
        }
    }

    /** How many answers have arrived: the process counts them in shared memory. */
    private long arrived() {
        var cell = arrivals;
        return cell == null ? 0 : (long) Cell.LONG.getVolatile(cell.memory(), cell.offset());
    }

    @Override
    public List<Runnable> lost(Resource owner) {
        forgetArrived();
        var lost = new ArrayDeque<Runnable>();
        unconfirmed.stream().filter(sent -> sent.owner == owner).forEach(sent -> lost.push(sent.ifLost));
        return List.copyOf(lost);
    }

    /** The socket has something for us, or has room. */
    void ready() {
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
    boolean isStranger() {
        return slot < 0 && key.isValid();
    }

    /** Closes the connection of one who says nothing. */
    void turnAway() {
        end();
    }

    private void greet() {
        // Not a byte more than the greeting is read: what follows may be for a pipe.
        input.compact().limit(Hello.BYTES);
        readInput();
        input.flip();
        if (input.remaining() == Hello.BYTES) {
            var hello = Hello.read(input, address);
            if (hello == null) {
                atEnd = true;
            } else if (hello.pipe() != 0) {
                key.cancel();
                hub.connect(hello, socket);
                return;
            } else {
                pid = hello.pid();
                slot = hub.nextSlot();
                var cell = Cell.allocate();
                arrivals = cell;
                hub.enter(this);
                send(0, slot, Wire.ofCell(cell.reference()));
            }
        }
        if (atEnd) {
            end();
        }
    }

    /** Reads what is there. */
    private void read() {
        var sum = 0;
        while (sum < TURN && !atEnd) {
            input.compact();
            var count = readInput();
            input.flip();
            if (count == 0) {
                return;
            }
            sum += count;
            split();
        }
    }

    private int readInput() {
        try {
            var count = socket.read(input);
            atEnd = count < 0;
            return Math.max(count, 0);
        } catch (IOException e) {
            atEnd = true; // Killed with something of ours unread.
            return 0;
        }
    }

    private void split() {
        while (true) {
            var frame = partial;
            if (frame == null) {
                if (input.remaining() < Integer.BYTES) {
                    return;
                }
                try {
                    frame = Link.allocate(input.getInt());
                } catch (IOException e) {
                    System.getLogger(Hub.class.getName())
                            .log(System.Logger.Level.WARNING, "Process " + pid + " is cut off: " + e.getMessage());
                    atEnd = true;
                    return;
                }
                partial = frame;
            }
            var size = Math.min(frame.remaining(), input.remaining());
            frame.put(frame.position(), input, input.position(), size);
            frame.position(frame.position() + size);
            input.position(input.position() + size);
            if (frame.hasRemaining()) {
                return;
            }
            partial = null;
            frames.add(frame.flip());
        }
    }

    /** Reads what is there and handles it up to the first question; whether there is one. */
    boolean hear() {
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
        } catch (RuntimeException | AssertionError | OutOfMemoryError e) {
            // Whatever one process says: the others have the hub's thread too.
            System.getLogger(Hub.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "Process " + pid + " is cut off: it sent what makes no sense (" + e + ")");
            frames.clear();
            atEnd = true;
        }
    }

    private void dispatch(ByteBuffer frame) {
        var call = frame.getInt();
        var resource = frame.getLong();
        var operation = frame.get() & 0xFF;
        switch (operation) {
            case CANCEL -> hub.cancel(this, resource, frame.getInt());
            case GIVE_BACK -> hub.giveBack(this, resource, frame.getInt(), frame);
            case GOODBYE -> saidGoodbye = true;
            default -> hub.handle(this, resource, call, operation, frame);
        }
    }

    @Override
    void send(int call, int status, ByteBuffer... payload) {
        if (ended) {
            return;
        }
        var length = 8;
        for (var part : payload) {
            length += part.remaining();
        }
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
            key.selector().wakeup(); // Only a selection lets go of the socket.
            try {
                socket.close();
            } catch (IOException e) {
                // The other side has closed it before.
            }
            hub.leave(this, !saidGoodbye);
        }
    }
}
