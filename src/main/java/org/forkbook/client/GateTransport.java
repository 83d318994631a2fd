package org.forkbook.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.forkbook.client.KernelClient.Channel;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * Transport to a kernel that connects to us, through a socket that only it can reach: for untrusted code, whose
 * messages no other process may see. The kernel sends the channel's number as the first byte of each connection.
 *
 * <p>Threads: one accepts, then for each channel one reads and one writes. All end when the transport is closed.
 */
public final class GateTransport implements Transport {

    /** The channels of a kernel without stdin, in the order of their numbers. */
    public static final List<Channel> CHANNELS = List.of(Channel.SHELL, Channel.CONTROL, Channel.IOPUB);

    private static final long LONGEST_MESSAGE = 64L << 20;
    /** Back-pressure: the sender waits beyond this many bytes. */
    private static final long MOST_WAITING_BYTES = 2 * LONGEST_MESSAGE;

    private final ServerSocketChannel gate;
    private final LongConsumer onBytes;
    private final Map<Channel, BlockingQueue<List<byte[]>>> outgoing = new EnumMap<>(Channel.class);
    private final Deque<Incoming> arrived = new ArrayDeque<>(); // guarded by this
    private final List<Closeable> open = new ArrayList<>(); // guarded by this
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private long waitingBytes; // guarded by this
    private boolean ended; // guarded by this
    private boolean closed; // guarded by this

    private record Incoming(Channel channel, List<byte[]> frames, long bytes) {}

    private GateTransport(ServerSocketChannel gate, LongConsumer onBytes) {
        this.gate = gate;
        this.onBytes = onBytes;
        open.add(gate);
        CHANNELS.forEach(channel -> outgoing.put(channel, new LinkedBlockingQueue<>()));
    }

    /**
     * Starts to wait for a kernel's connections.
     *
     * @param gate the socket that it connects to: bound, and closed when all connections exist
     * @param onBytes told of each number of bytes that has come from it
     * @param kernelEnd done when the kernel's process has ended
     */
    public static GateTransport open(ServerSocketChannel gate, LongConsumer onBytes, CompletableFuture<?> kernelEnd) {
        var transport = new GateTransport(gate, onBytes);
        transport.start("gate", transport::accept);
        var unused = kernelEnd.whenComplete((value, error) -> transport.end());
        return transport;
    }

    /** The task of a thread. */
    @FunctionalInterface
    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** If such a thread fails, the connection to the kernel is lost. */
    private void start(String what, Task task) {
        Runnable running = () -> {
            try {
                task.run();
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                System.getLogger("org.forkbook.client")
                        .log(System.Logger.Level.DEBUG, "the kernel's " + what + " has ended", e);
                end();
            }
        };
        var thread = ServiceThread.forTask("forkbook-" + what, running, FailureHandler.logging("A kernel's " + what));
        threads.add(thread);
        thread.start();
    }

    private void accept() throws IOException {
        for (int count = 0; count < CHANNELS.size(); count++) {
            var socket = gate.accept();
            if (!keep(socket)) {
                return;
            }
            int number = new CountingSocketStream(socket, onBytes).read();
            if (number < 0 || number >= CHANNELS.size()) {
                throw new ProtocolException("a connection of the kernel's is for no channel");
            }
            var channel = CHANNELS.get(number);
            var connection = new ZmtpConnection(socket, LONGEST_MESSAGE, onBytes);
            start(channel.name(), () -> read(channel, connection));
        }
        gate.close();
    }

    private void read(Channel channel, ZmtpConnection connection) throws IOException, InterruptedException {
        connection.greet(channel == Channel.IOPUB ? "SUB" : "DEALER");
        var messages = Objects.requireNonNull(outgoing.get(channel));
        start(channel + "-out", () -> {
            while (true) {
                connection.send(messages.take());
            }
        });
        while (true) {
            var frames = connection.receive();
            put(new Incoming(
                    channel,
                    frames,
                    frames.stream().mapToLong(frame -> frame.length).sum()));
        }
    }

    private synchronized void put(Incoming message) throws InterruptedException {
        while (waitingBytes > MOST_WAITING_BYTES && !closed) {
            wait();
        }
        waitingBytes += message.bytes();
        arrived.add(message);
        notifyAll();
    }

    @Override
    public void send(Channel channel, List<byte[]> frames) {
        Objects.requireNonNull(outgoing.get(channel), () -> "no channel " + channel)
                .add(frames);
    }

    @Override
    public synchronized boolean await(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (arrived.isEmpty() && !ended) {
            long left = millis < 0 ? Long.MAX_VALUE : end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return ended;
    }

    @Override
    public void receive(BiConsumer<Channel, List<byte[]>> receiver) {
        for (var message = poll(); message != null; message = poll()) {
            receiver.accept(message.channel(), message.frames());
        }
    }

    private synchronized @Nullable Incoming poll() {
        var message = arrived.poll();
        if (message != null) {
            waitingBytes -= message.bytes();
            notifyAll();
        }
        return message;
    }

    private synchronized boolean keep(Closeable one) throws IOException {
        if (closed) {
            one.close();
            return false;
        }
        return open.add(one);
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public void close() {
        List<Closeable> all;
        synchronized (this) {
            closed = true;
            ended = true;
            all = List.copyOf(open);
            notifyAll();
        }
        all.forEach(GateTransport::closeQuietly);
        threads.forEach(Thread::interrupt);
    }

    private static void closeQuietly(Closeable one) {
        try {
            one.close();
        } catch (IOException e) {
            // It is closed either way.
            return;
        }
    }
}
