package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.Acceptor;
import org.jspecify.annotations.Nullable;

/**
 * The server of TCP connections between processes, on one machine or two: Python's {@code
 * multiprocessing.connection.Listener}.
 *
 * <p>Client and listener prove to each other that they know the key. {@link #accept} returns authenticated
 * connections only; others don't delay it, and are closed after ten seconds at the latest. The loopback address is
 * the default: other machines can connect only if you bind another address.
 *
 * <p><b>Whoever has the key can run code in this process</b>, as with Python's: the objects that it sends come with
 * the code of their classes. The key is only checked at the beginning: later messages are neither encrypted nor
 * signed, so an attacker who can modify the traffic between the two machines can take over the connection. Across a
 * network that you don't trust, use a tunnel (ssh, WireGuard).
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

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_UNAUTHENTICATED = 256;
    private static final long SMALL_STACK = 128 * 1024;

    private final Acceptor acceptor;
    private final InetSocketAddress address;
    private final KeyHandshake handshake;
    private final BlockingQueue<Object> accepted = new LinkedBlockingQueue<>();
    private final UnauthenticatedConnections unauthenticated = new UnauthenticatedConnections(MAX_UNAUTHENTICATED);
    private final Thread acceptThread;
    private volatile boolean closed;

    /**
     * The marker that ends every waiting {@link #accept}.
     *
     * @param reason null if the listener was closed
     */
    private record End(@Nullable Throwable reason) {}

    private Listener(ServerSocketChannel server, KeyHandshake handshake) throws IOException {
        this.handshake = handshake;
        address = (InetSocketAddress) server.getLocalAddress();
        acceptor = new Acceptor(server, caller -> {});
        acceptThread =
                ServiceThread.create("forkbook-listener-" + address.getPort(), 0, this::acceptOne, new Failures());
    }

    /** The handler of failures, which ends waiting calls if the listener has failed. */
    private final class Failures implements FailureHandler {
        @Override
        public void stepFailed(Throwable cause) {
            FailureHandler.logging("The listener on port " + port()).stepFailed(cause);
        }

        @Override
        public void serviceEnded(Throwable cause) {
            accepted.add(new End(cause));
        }
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
     * @throws IOException if the address is in use, or not this machine's
     */
    public static Listener open(InetSocketAddress address, byte[] key) throws IOException {
        var handshake = new KeyHandshake(key, HANDSHAKE_TIMEOUT);
        var server = ServerSocketChannel.open();
        try {
            server.bind(address);
            var listener = new Listener(server, handshake);
            listener.acceptThread.start();
            return listener;
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "Can't listen on " + address + ": " + e.getMessage() + ". Port 0 chooses a free one.", e);
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
     * Waits for the next authenticated connection.
     *
     * @param <T> what is sent and received
     * @throws InterruptedIOException if the thread is interrupted while it waits
     * @throws IOException if this listener is closed
     */
    @SuppressWarnings("unchecked") // The two sides agree on the type of what they send.
    public <T> Connection<T> accept() throws IOException {
        try {
            var next = accepted.take();
            if (next instanceof End end) {
                accepted.add(end);
                throw end.reason == null
                        ? new IOException("The listener on port " + port() + " is closed.")
                        : new IOException(
                                "The listener on port " + port() + " has failed: " + end.reason + ". Open another one.",
                                end.reason);
            }
            return (Connection<T>) next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a client on port " + port());
        }
    }

    /** Accepts a connection. Its handshake runs on a thread of its own, so that it doesn't delay others. */
    private boolean acceptOne() throws IOException {
        SocketChannel socket;
        try {
            socket = acceptor.accept();
        } catch (ClosedChannelException e) {
            return false;
        }
        if (socket == null) {
            return true;
        }
        try {
            unauthenticated.add(socket);
            ServiceThread.forTask("forkbook-handshake", SMALL_STACK, () -> examine(socket), new Failures())
                    .start();
        } catch (Throwable e) { // No thread is left for it: only this connection fails.
            unauthenticated.remove(socket);
            UnauthenticatedConnections.close(socket);
            throw e;
        }
        return true;
    }

    private void examine(SocketChannel socket) {
        var known = false;
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            handshake.asListener(socket);
            unauthenticated.remove(socket);
            var connection = new SocketConnection<Object>(socket);
            known = true;
            accepted.add(connection);
            if (closed) {
                connection.close();
            }
        } catch (IOException e) {
            // An unauthenticated peer gets nothing, not even a reason.
        } finally {
            if (!known) {
                unauthenticated.remove(socket);
                UnauthenticatedConnections.close(socket);
            }
        }
    }

    /** Closes the listener and the connections that have not been accepted yet; connections handed out stay open. */
    @Override
    public void close() {
        closed = true;
        try {
            acceptor.close();
        } catch (IOException e) {
            // Nothing more can be done about it.
        }
        // The system keeps the socket open as long as a thread is blocked in it.
        Uninterruptibles.run(acceptThread::join);
        unauthenticated.closeAll();
        for (var waiting = accepted.poll(); waiting != null; waiting = accepted.poll()) {
            if (waiting instanceof SocketConnection<?> connection) {
                connection.close();
            }
        }
        accepted.add(new End(null));
    }
}
