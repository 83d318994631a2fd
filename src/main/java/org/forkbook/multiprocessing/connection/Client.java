package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The client of a TCP connection between two processes, on one machine or two: Python's {@code
 * multiprocessing.connection.Client}. {@link Listener} is the server.
 *
 * <p>The listener can run code in this process, and this process there: objects are sent with the code of their
 * classes. After the handshake messages are neither encrypted nor signed.
 */
public final class Client {

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private Client() {}

    /**
     * Connects to a {@link Listener}; both sides prove that they know the key.
     *
     * @param <T> what is sent and received
     * @param key the secret that both sides know; at least one byte
     * @throws AuthenticationException if the keys differ, or no {@code Listener} listens there
     * @throws IOException if nothing listens there
     */
    public static <T> Connection<T> connect(String host, int port, byte[] key) throws IOException {
        return connect(new InetSocketAddress(host, port), key);
    }

    /**
     * Connects to the address of a {@link Listener}.
     *
     * @param <T> what is sent and received
     * @param key the secret that both sides know; at least one byte
     * @throws AuthenticationException if the keys differ, or no {@code Listener} listens there
     * @throws IOException if nothing listens there
     */
    public static <T> Connection<T> connect(InetSocketAddress address, byte[] key) throws IOException {
        var handshake = new KeyHandshake(key, HANDSHAKE_TIMEOUT);
        var socket = open(address);
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            handshake.asClient(socket);
            return new SocketConnection<>(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static SocketChannel open(InetSocketAddress address) throws IOException {
        try {
            return SocketChannel.open(address);
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            throw new IOException(
                    "Can't connect to " + address + ": " + e + ". Is a Listener open there, and is the port right?", e);
        }
    }
}
