package org.forkbook.multiprocessing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * The answering side of TCP connections between processes, on one machine or two: Python's
 * {@code multiprocessing.connection.Listener}.
 *
 * <p>Who connects must show that it knows the key, and is shown that the listener knows it; {@link #accept} hands out only
 * those who do, and strangers neither hold it up nor get anything but a closed connection. The loopback address is the
 * default: other machines can connect only when you say so.
 *
 * <pre>{@code
 * byte[] key = "a secret".getBytes(StandardCharsets.UTF_8);
 * try (var listener = Listener.open(0, key)) {
 *     int port = listener.port();
 *     var process = new WorkerProcess(() -> {
 *         try (Connection<String> line = Client.connect("127.0.0.1", port, key)) {
 *             line.send("hello");
 *         }
 *     });
 *     process.start();
 *     try (Connection<String> line = listener.accept()) {
 *         System.out.println(line.receive());
 *     }
 * }
 * }</pre>
 */
public final class Listener implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_STRANGERS = 64;

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final Handshake handshake;
    private final BlockingQueue<Object> accepted = new LinkedBlockingQueue<>();
    private final Set<SocketChannel> strangers = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MOST_STRANGERS);
    private final Thread greeter;

    /** What ends every {@link #accept} that waits. */
    private static final Object CLOSED = new Object();

    private Listener(ServerSocketChannel server, Handshake handshake) throws IOException {
        this.server = server;
        this.handshake = handshake;
        address = (InetSocketAddress) server.getLocalAddress();
        greeter = new Thread(this::greet, "forkbook-listener-" + address.getPort());
        greeter.setDaemon(true);
    }

    /**
     * Opens a listener on the loopback address.
     *
     * @param port its port; 0 takes any that is free
     * @param key the secret that both sides know; at least one byte
     * @throws IOException if the port is taken
     */
    public static Listener open(int port, byte[] key) throws IOException {
        return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), key);
    }

    /**
     * Opens a listener on an address of this machine.
     *
     * @param key the secret that both sides know; at least one byte
     * @throws IOException if the address is taken, or not this machine's
     */
    public static Listener open(InetSocketAddress address, byte[] key) throws IOException {
        var handshake = new Handshake(key, PATIENCE);
        var server = ServerSocketChannel.open();
        try {
            server.bind(address);
            var listener = new Listener(server, handshake);
            listener.greeter.start();
            return listener;
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "Can't listen on " + address + ": " + e.getMessage() + ". Port 0 takes a free one.", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return address.getPort();
    }

    /** The address it listens on. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * The next connection whose other side knows the key; waits for one.
     *
     * @param <T> what is sent and received
     * @throws InterruptedIOException if the thread is interrupted while it waits
     * @throws IOException if this listener is closed
     */
    @SuppressWarnings("unchecked") // The two sides agree on what they send.
    public <T> Connection<T> accept() throws IOException {
        try {
            var next = accepted.take();
            if (next == CLOSED) {
                accepted.add(CLOSED);
                throw new IOException("The listener on port " + port() + " is closed.");
            }
            return (Connection<T>) next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a client on port " + port());
        }
    }

    /** Takes callers in, each on a thread of its own until it has shown the key, so that none holds up the others. */
    private void greet() {
        while (server.isOpen()) {
            try {
                var socket = server.accept();
                if (!server.isOpen() || !room.tryAcquire()) {
                    socket.close(); // Too late, or more strangers at a time than any honest use has.
                    continue;
                }
                strangers.add(socket);
                var thread = new Thread(() -> examine(socket), "forkbook-handshake");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                if (server.isOpen()) {
                    // One caller went away, or the process is out of descriptors: the next may do better, a little
                    // later.
                    LockSupport.parkNanos(10_000_000);
                }
            }
        }
    }

    private void examine(SocketChannel socket) {
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            handshake.asListener(socket);
            strangers.remove(socket);
            var connection = new SocketConnection<Object>(socket);
            accepted.add(connection);
            if (!server.isOpen()) {
                connection.close();
            }
        } catch (IOException e) {
            strangers.remove(socket);
            closeQuietly(socket); // A stranger gets nothing, not even a reason.
        } finally {
            room.release();
        }
    }

    private static void closeQuietly(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** Closes the listener and what nobody has accepted yet; connections handed out stay open. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // There is no more to be done about it.
        }
        // The system listens for as long as a thread is in there.
        Uninterruptibly.run(greeter::join);
        strangers.forEach(Listener::closeQuietly);
        for (var waiting = accepted.poll(); waiting != null; waiting = accepted.poll()) {
            if (waiting instanceof SocketConnection<?> connection) {
                connection.close();
            }
        }
        accepted.add(CLOSED);
    }
}
