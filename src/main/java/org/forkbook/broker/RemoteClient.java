package org.forkbook.broker;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.FileDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * The way to another process's broker: one socket for all threads and all resources.
 *
 * <p>It has no thread of its own. One of the threads that wait for an answer reads for all of them, and hands the reading on
 * when its own answer has come; so an answer takes no detour by another thread.
 */
final class RemoteClient implements BrokerClient {

    private static final long LAST_WORDS_NANOS = 1_000_000_000;

    private final BrokerAddress address;
    private final FramedSocket socket;
    private final int slot;
    /** Where the broker sees how many answers have arrived here, and how much was begun to be told by {@link #sendOneWayUnless}. */
    private final CacheLine own;

    /** What the broker has said of things told, by resource. */
    private final Map<Long, String> complaints = new ConcurrentHashMap<>();

    private final Map<Integer, RemoteCall> calls = new HashMap<>(); // guarded by this
    private int lastCall; // guarded by this
    private boolean reading; // guarded by this: whether some thread reads
    private @Nullable OwnerProcessDiedException gone; // guarded by this

    private RemoteClient(BrokerAddress address, FramedSocket socket, int slot, CacheLine own) {
        this.address = address;
        this.socket = socket;
        this.slot = slot;
        this.own = own;
    }

    static RemoteClient connect(BrokerAddress address) {
        try {
            var socket = FramedSocket.over(openSocket(address, 0, 0));
            try {
                var welcome = socket.receiveWelcome();
                var slot = welcome.getInt();
                return new RemoteClient(address, socket, slot, CacheLine.attach(PayloadCodec.takeLine(welcome)));
            } catch (IOException | RuntimeException | Error e) {
                socket.close();
                throw e;
            }
        } catch (ConnectException | EOFException e) {
            BrokerClients.forgetIfOwnerEnded(address);
            throw new OwnerProcessDiedException(address.pid(), e);
        } catch (HandshakeRefusedException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (IOException e) {
            if (!Files.exists(Path.of(address.socket()))) {
                throw new OwnerProcessDiedException(address.pid(), e);
            }
            throw new IllegalStateException(
                    "Can't connect to process " + address.pid() + ", which created this: "
                            + (FileDescriptors.areShort() ? FileDescriptors.ADVICE + "." : e.getMessage()),
                    e);
        }
    }

    /** A socket to a broker, greeted. */
    static SocketChannel openSocket(BrokerAddress address, long pipe, int end) throws IOException {
        return Uninterrupted.get(() -> {
            FileDescriptors.needForSockets();
            var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                socket.connect(UnixDomainSocketAddress.of(address.socket()));
                greet(socket, new HandshakeFrame(ProcessHandle.current().pid(), pipe, end).write(address));
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        });
    }

    private static void greet(SocketChannel socket, ByteBuffer hello) throws IOException {
        try {
            while (hello.hasRemaining()) {
                socket.write(hello);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            // It was turned away at once; what it was told is still there to be read.
        }
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public long pid() {
        return address.pid();
    }

    @Override
    public PendingCall call(long resource, int operation, ByteBuffer... payload) {
        var call = register(resource);
        try {
            send(call.number, resource, operation, payload);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                calls.remove(call.number);
            }
            throw e;
        }
        return call;
    }

    private synchronized RemoteCall register(long resource) {
        if (gone != null) {
            throw again(gone);
        }
        complain(resource);
        if (++lastCall <= 0) {
            lastCall = 1; // After two thousand million; 0 means that no answer is wanted.
        }
        var call = new RemoteCall(resource, lastCall);
        calls.put(call.number, call);
        return call;
    }

    @Override
    public void sendOneWay(long resource, int operation, ByteBuffer... payload) {
        complain(resource);
        send(0, resource, operation, payload);
    }

    @Override
    public boolean sendOneWayUnless(BooleanSupplier forbidden, long resource, int operation, ByteBuffer... payload) {
        complain(resource);
        // Before it is asked whether it is forbidden: who forbids it looks afterwards who has begun.
        countBegun();
        var allowed = false;
        try {
            allowed = !forbidden.getAsBoolean();
        } finally {
            var counted = resource | ServerConnection.COUNTED;
            if (allowed) {
                send(0, counted, operation, payload);
            } else {
                send(0, counted, ServerConnection.NOTHING);
            }
        }
        return allowed;
    }

    @Override
    public void hold(long resource) {
        countBegun(); // So that whoever else gives it up meanwhile is not the last.
        send(0, resource | ServerConnection.COUNTED, ServerConnection.HOLD);
    }

    @Override
    public void claim(long resource) {
        call(resource, ServerConnection.HOLD).get();
    }

    @Override
    public void release(long resource) {
        send(0, resource, ServerConnection.RELEASE);
    }

    @Override
    public void pin(long resource) {
        send(0, resource, ServerConnection.PIN);
    }

    private void countBegun() {
        CacheLine.LONG.getAndAdd(own.memory(), own.offset() + Long.BYTES, 1L);
    }

    /** Throws what the broker has said of something that was told earlier, and had no answer. */
    private void complain(long resource) {
        if (!complaints.isEmpty()) {
            var complaint = complaints.remove(resource);
            if (complaint != null) {
                throw new IllegalStateException(
                        "Something that this process sent earlier, without waiting for an answer, was lost: "
                                + complaint);
            }
        }
    }

    private void send(int call, long resource, int operation, ByteBuffer... payload) {
        var parts = new ByteBuffer[payload.length + 1];
        parts[0] = ByteBuffer.allocate(13)
                .putInt(call)
                .putLong(resource)
                .put((byte) operation)
                .flip();
        System.arraycopy(payload, 0, parts, 1, payload.length);
        try {
            socket.send(parts);
        } catch (IOException e) {
            throw goneForSender(e);
        }
    }

    /** Says that this process ends in good order. */
    void sayGoodbye() {
        try {
            send(0, 0, ServerConnection.GOODBYE);
        } catch (OwnerProcessDiedException e) {
            // Then nobody is there to be told.
        }
    }

    private synchronized OwnerProcessDiedException gone(Throwable cause) {
        if (gone == null) {
            var reason = complaints.get(0L);
            gone = reason == null
                    ? new OwnerProcessDiedException(address.pid(), cause)
                    : new OwnerProcessDiedException(address.pid(), reason, cause);
            BrokerClients.forget(address, this);
            socket.close();
            notifyAll();
        }
        return again(gone);
    }

    /** The broker may have said why it hung up: that is read first, by the thread that reads, or else here. */
    private synchronized OwnerProcessDiedException goneForSender(IOException cause) {
        var interrupted = Thread.interrupted();
        try {
            var deadline = Deadline.inNanos(LAST_WORDS_NANOS);
            while (reading && gone == null && !deadline.isOver()) {
                wait(deadline.millisLeft());
            }
            if (!reading && gone == null) {
                hearLastWords();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return gone(cause);
    }

    private void hearLastWords() throws InterruptedException {
        try {
            for (var left = socket.receive(Deadline.inNanos(0));
                    left != null;
                    left = socket.receive(Deadline.inNanos(0))) {
                if (left.getInt() == 0) {
                    left.getInt();
                    complaints.put(left.getLong(), PayloadCodec.takeString(left));
                }
            }
        } catch (IOException e) {
            // That was all.
        }
    }

    /** The same, with the stack of who meets it now. */
    private OwnerProcessDiedException again(OwnerProcessDiedException first) {
        return new OwnerProcessDiedException(address.pid(), String.valueOf(first.getMessage()), first);
    }

    private boolean awaitAnswer(RemoteCall call, Deadline deadline) throws InterruptedException {
        synchronized (this) {
            while (true) {
                if (call.isOver()) {
                    return true;
                }
                if (gone != null) {
                    throw again(gone);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!reading) {
                    reading = true;
                    break;
                }
                if (deadline.isOver()) {
                    return false;
                }
                wait(deadline.millisLeft());
            }
        }
        try {
            while (!call.isOver()) {
                if (!readOne(deadline)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw gone(e);
        } finally {
            synchronized (this) {
                reading = false;
                notifyAll();
            }
        }
    }

    /** Reads and hands on what comes next; false if the deadline comes first. */
    private boolean readOne(Deadline deadline) throws IOException, InterruptedException {
        ByteBuffer frame;
        try {
            frame = socket.receive(deadline);
        } catch (MessageTooLargeException e) {
            tooLarge(e.head(), String.valueOf(e.getMessage()));
            return true;
        }
        if (frame == null) {
            return false;
        }
        var large = frame.remaining() > ClientSession.LARGE;
        var number = frame.getInt();
        var status = frame.getInt();
        if (number == 0) {
            complaints.put(frame.getLong(), PayloadCodec.takeString(frame));
            return true;
        }
        // From here on the broker holds the answer to be delivered.
        var delivery = delivery();
        if (large) {
            send(0, 0, ServerConnection.TOOK, PayloadCodec.ofLong(delivery));
        }
        delivered(delivery);
        arrived(number, status, frame);
        return true;
    }

    /** Gives back an answer for which this process has no room, and tells who waits for it. */
    private void tooLarge(ByteBuffer head, String reason) {
        var delivery = delivery();
        send(0, 0, ServerConnection.NOT_TAKEN, PayloadCodec.ofLong(delivery));
        delivered(delivery);
        arrived(
                head.getInt(),
                PendingCall.TOO_LARGE,
                PayloadCodec.ofString(reason + ". Nothing was lost: it is still where it was."));
    }

    private long delivery() {
        return (long) CacheLine.LONG.get(own.memory(), own.offset()) + 1;
    }

    /** Called by the one thread that reads. */
    private void delivered(long delivery) {
        CacheLine.LONG.setVolatile(own.memory(), own.offset(), delivery);
    }

    private void arrived(int number, int status, ByteBuffer payload) {
        RemoteCall call;
        synchronized (this) {
            call = calls.remove(number);
            if (call != null && !call.abandoned) {
                call.answer(new PendingCall.Answer(status, payload));
                notifyAll();
                return;
            }
        }
        if (call != null) {
            call.returned = true;
            send(0, call.resource, ServerConnection.RETURN_UNDELIVERED, PayloadCodec.ofInt(status), payload);
        }
    }

    /** Reads until the answer to a question has come that nobody waits for any more, so that it goes back. */
    private void readLate(RemoteCall call) {
        while (true) {
            try {
                if (awaitAnswer(call, Deadline.NEVER)) {
                    return;
                }
            } catch (InterruptedException e) {
                // Nobody knows this thread.
            } catch (OwnerProcessDiedException e) {
                return;
            }
        }
    }

    private final class RemoteCall extends PendingCall {
        private final long resource;
        private final int number;
        private boolean abandoned; // guarded by the way
        /** Whether it was abandoned and its answer has come. */
        private volatile boolean returned;

        RemoteCall(long resource, int number) {
            this.resource = resource;
            this.number = number;
        }

        /** Whether its answer has come, here or for nobody. */
        boolean isOver() {
            return answer() != null || returned;
        }

        @Override
        boolean awaitAnswer(Deadline deadline) throws InterruptedException {
            return RemoteClient.this.awaitAnswer(this, deadline);
        }

        @Override
        void cancel() {
            send(0, resource, ServerConnection.CANCEL, PayloadCodec.ofInt(number));
        }

        @Override
        boolean abandon() {
            synchronized (RemoteClient.this) {
                if (answer() != null) {
                    return false;
                }
                abandoned = true;
            }
            // Perhaps nobody asks anything of this broker for a long time, while others wait for a lock that it has
            // given
            // here.
            ServiceThread.forTask(
                            "forkbook-late-answer",
                            () -> readLate(this),
                            FailureHandler.logging("The reader of a late answer"))
                    .start();
            return true;
        }
    }
}
