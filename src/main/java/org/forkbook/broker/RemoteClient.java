package org.forkbook.broker;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
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
import org.forkbook.service.Deadline;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.MachineName;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.FileDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * The RPC client of another process's broker: one socket, multiplexed between all threads and all resources.
 *
 * <p>It has no thread of its own and reads by the leader/followers pattern (Schmidt et al., 2000). One of the threads
 * that wait for an answer reads for all of them, and hands the role on when its own answer has arrived. So an answer
 * reaches its caller without a switch to another thread.
 */
final class RemoteClient implements BrokerClient {

    private static final long CLOSE_REASON_NANOS = 1_000_000_000;

    /** How long a process that exits waits until a broker on another machine knows that. */
    private static final long EXIT_NANOS = 1_000_000_000;

    private final BrokerAddress address;
    private final FramedSocket socket;
    private final int slot;
    /**
     * The counters that the broker reads: how many answers have arrived here, and how many messages {@link
     * #sendOneWayUnless} has begun to send. Null if the broker is on another machine: then each answer is confirmed,
     * and no message is one-way, because nobody could tell how many are in transit.
     */
    private final @Nullable CacheLine own;

    private long lastDelivery; // used by the leader only, if there is no cache line

    /** Failures of one-way messages that the broker has reported, by resource. */
    private final Map<Long, String> reportedFailures = new ConcurrentHashMap<>();

    private final Map<Integer, RemoteCall> calls = new HashMap<>(); // guarded by this
    private int lastCall; // guarded by this
    private boolean reading; // guarded by this: whether a thread reads, the leader
    private @Nullable OwnerProcessDiedException gone; // guarded by this

    private RemoteClient(BrokerAddress address, FramedSocket socket, int slot, @Nullable CacheLine own) {
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
                var own = isRelayed(address) ? null : CacheLine.attach(PayloadCodec.takeLine(welcome));
                return new RemoteClient(address, socket, slot, own);
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
            if (!isRelayed(address) && !Files.exists(Path.of(address.socket()))) {
                throw new OwnerProcessDiedException(address.pid(), e);
            }
            throw new IllegalStateException(
                    "Can't connect to process " + address.pid() + ", which created this: "
                            + (FileDescriptors.areShort() ? FileDescriptors.ADVICE + "." : e.getMessage()),
                    e);
        }
    }

    /** Opens a socket to a broker and sends the handshake. */
    static SocketChannel openSocket(BrokerAddress address, long pipe, int end) throws IOException {
        return Uninterruptibles.get(() -> {
            var socket = BrokerClients.connect(address);
            try {
                var handshake = new HandshakeFrame(ProcessHandle.current().pid(), pipe, end, isRelayed(address));
                sendHandshake(socket, handshake.write(address));
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        });
    }

    private static boolean isRelayed(BrokerAddress address) {
        return !MachineName.isThis(address.machine());
    }

    private static void sendHandshake(SocketChannel socket, ByteBuffer handshake) throws IOException {
        try {
            while (handshake.hasRemaining()) {
                socket.write(handshake);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            // Refused at once; the reason can still be read.
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
        throwReportedFailure(resource);
        if (++lastCall <= 0) {
            lastCall = 1; // After two thousand million calls; 0 means that no answer is wanted.
        }
        var call = new RemoteCall(resource, lastCall);
        calls.put(call.number, call);
        return call;
    }

    @Override
    public void sendOneWay(long resource, int operation, ByteBuffer... payload) {
        throwReportedFailure(resource);
        send(0, resource, operation, payload);
        if (own == null) {
            sync(resource);
        }
    }

    /**
     * Waits until the broker has handled all that was sent so far: a result that this process sends next takes another
     * way, and must not overtake it.
     */
    private void sync(long resource) {
        call(resource, ServerConnection.SYNC).get();
        throwReportedFailure(resource);
    }

    @Override
    public boolean sendOneWayUnless(BooleanSupplier forbidden, long resource, int operation, ByteBuffer... payload) {
        throwReportedFailure(resource);
        // Counted before the check: whoever forbids sending reads the counter afterwards.
        countBegun(counters());
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
        if (own == null) {
            claim(resource);
            return;
        }
        countBegun(own); // So that a release by another process in the meantime is not the last one.
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

    private CacheLine counters() {
        if (own == null) {
            throw new UnsupportedOperationException("a process of another machine has to ask");
        }
        return own;
    }

    private static void countBegun(CacheLine counters) {
        CacheLine.LONG.getAndAdd(counters.memory(), counters.offset() + Long.BYTES, 1L);
    }

    /** Throws the failure, if any, that the broker has reported for an earlier one-way message. */
    private void throwReportedFailure(long resource) {
        if (!reportedFailures.isEmpty()) {
            var reportedFailure = reportedFailures.remove(resource);
            if (reportedFailure != null) {
                throw new IllegalStateException(
                        "Something that this process sent earlier, without waiting for an answer, was lost: "
                                + reportedFailure);
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

    /** Announces that this process ends in good order. */
    void announceExit() {
        try {
            send(0, 0, ServerConnection.CLOSING);
            if (own == null) {
                // Threads of this process carry it on, and end with it.
                var unused = call(0, ServerConnection.SYNC).awaitAnswer(Deadline.inNanos(EXIT_NANOS));
            }
        } catch (IllegalStateException e) {
            // The broker's process has ended as well.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized OwnerProcessDiedException gone(Throwable cause) {
        if (gone == null) {
            var reason = reportedFailures.get(0L);
            gone = reason == null
                    ? new OwnerProcessDiedException(address.pid(), cause)
                    : new OwnerProcessDiedException(address.pid(), reason, cause);
            BrokerClients.forget(address, this);
            socket.close();
            notifyAll();
        }
        return again(gone);
    }

    /**
     * The exception for a failed send. The broker may have sent the reason before it closed the connection: the
     * current leader reads it, or else this thread.
     */
    private synchronized OwnerProcessDiedException goneForSender(IOException cause) {
        var interrupted = Thread.interrupted();
        try {
            var deadline = Deadline.inNanos(CLOSE_REASON_NANOS);
            while (reading && gone == null && !deadline.isOver()) {
                wait(deadline.millisLeft());
            }
            if (!reading && gone == null) {
                readCloseReason();
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

    private void readCloseReason() throws InterruptedException {
        try {
            for (var left = socket.receive(Deadline.inNanos(0));
                    left != null;
                    left = socket.receive(Deadline.inNanos(0))) {
                if (left.getInt() == 0) {
                    left.getInt();
                    reportedFailures.put(left.getLong(), PayloadCodec.takeString(left));
                }
            }
        } catch (IOException e) {
            // Nothing more to read.
        }
    }

    /** The same exception with the stack trace of the current caller. */
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

    /** Reads and dispatches the next answer; false if the deadline passes first. */
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
            reportedFailures.put(frame.getLong(), PayloadCodec.takeString(frame));
            return true;
        }
        // From here on the broker takes the answer for delivered.
        var delivery = delivery();
        if (large || own == null) {
            send(0, 0, ServerConnection.TOOK, PayloadCodec.ofLong(delivery));
        }
        delivered(delivery);
        arrived(number, status, frame);
        return true;
    }

    /** Returns an answer that does not fit into this process's heap, and fails its caller. */
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
        return (own == null ? lastDelivery : (long) CacheLine.LONG.get(own.memory(), own.offset())) + 1;
    }

    /** Called by the leader only. */
    private void delivered(long delivery) {
        if (own == null) {
            lastDelivery = delivery;
        } else {
            CacheLine.LONG.setVolatile(own.memory(), own.offset(), delivery);
        }
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

    /** Reads until the answer to an abandoned call has arrived, so that it can be returned. */
    private void readLate(RemoteCall call) {
        while (true) {
            try {
                if (awaitAnswer(call, Deadline.NEVER)) {
                    return;
                }
            } catch (InterruptedException e) {
                // Nobody else has this thread.
            } catch (OwnerProcessDiedException e) {
                return;
            }
        }
    }

    private final class RemoteCall extends PendingCall {
        private final long resource;
        private final int number;
        private boolean abandoned; // guarded by the client
        /** Whether the call was abandoned and its answer has arrived. */
        private volatile boolean returned;

        RemoteCall(long resource, int number) {
            this.resource = resource;
            this.number = number;
        }

        /** Whether the answer has arrived, for the caller or for nobody. */
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
            // This process may not call the broker for a long time, while others wait for a lock that was granted
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
