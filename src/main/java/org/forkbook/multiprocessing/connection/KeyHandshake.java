package org.forkbook.multiprocessing.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.forkbook.chart.Units;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A mutual challenge-response handshake: the two sides of a TCP connection prove to each other that they know the
 * key, without sending it.
 *
 * <ol>
 * <li>The listener sends a greeting and a nonce L.
 * <li>The client answers with a nonce C and HMAC(key, "client" L C).
 * <li>The listener, if that is right, answers with HMAC(key, "listener" L C).
 * </ol>
 *
 * <p>HMAC-SHA256 as in RFC 2104. Each side's proof covers both nonces and its own role, so that a proof can be
 * neither replayed nor reflected. Everything has a fixed size, and all of it together has one time limit: an
 * unauthenticated peer can't make the other side allocate much or wait for long. After the handshake, messages are
 * neither encrypted nor signed: across an untrusted network, use a tunnel.
 */
final class KeyHandshake {

    private static final byte[] GREETING = "FORKBOOK1".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE = 32;
    private static final int PROOF = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;
    private final Duration timeout;

    KeyHandshake(byte[] key, Duration timeout) {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key must not be empty, or anyone could connect");
        }
        this.key = key.clone();
        this.timeout = timeout;
    }

    /**
     * Runs the listener's side.
     *
     * @throws AuthenticationException if the other side does not know the key
     */
    void asListener(SocketChannel socket) throws IOException {
        var peer = new TimedPeer(socket);
        var out = Channels.newOutputStream(socket);
        var mine = nonce();
        write(out, GREETING, mine);
        var theirs = peer.read(NONCE);
        var proof = peer.read(PROOF);
        if (!MessageDigest.isEqual(proof, proof("client", mine, theirs))) {
            throw new AuthenticationException("A client with a wrong key was rejected.");
        }
        write(out, proof("listener", mine, theirs));
        peer.end();
    }

    /**
     * Runs the client's side.
     *
     * @throws AuthenticationException if the listener refuses our key, or does not know it itself
     */
    void asClient(SocketChannel socket) throws IOException {
        var peer = new TimedPeer(socket);
        var out = Channels.newOutputStream(socket);
        byte[] greeting;
        try {
            greeting = peer.read(GREETING.length);
        } catch (EOFException e) {
            throw new IOException(
                    "The listener closed the connection before the handshake: too many clients without the key are"
                            + " connected, it is out of file descriptors or threads, or it was just closed. Try again.",
                    e);
        }
        if (!MessageDigest.isEqual(greeting, GREETING)) {
            throw new AuthenticationException("The server there is not a Forkbook Listener: check host and port.");
        }
        var theirs = peer.read(NONCE);
        var mine = nonce();
        write(out, mine, proof("client", theirs, mine));
        byte[] proof;
        try {
            proof = peer.read(PROOF);
        } catch (EOFException e) {
            throw new AuthenticationException(
                    "The listener closed the connection: the keys of the two sides differ.", e);
        }
        if (!MessageDigest.isEqual(proof, proof("listener", theirs, mine))) {
            throw new AuthenticationException("The listener does not know the key: it is not the one that you expect.");
        }
        peer.end();
    }

    private static byte[] nonce() {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    private byte[] proof(String role, byte[] listeners, byte[] clients) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(role.getBytes(StandardCharsets.US_ASCII));
            mac.update(listeners);
            return mac.doFinal(clients);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("every JDK has HmacSHA256, and it takes any key", e);
        }
    }

    private static void write(OutputStream out, byte[]... parts) throws IOException {
        for (var part : parts) {
            out.write(part);
        }
        out.flush();
    }

    /** The peer's socket, on which each read has what is left of the time limit of the whole handshake. */
    private final class TimedPeer {
        private final Socket socket;
        private final InputStream in;
        private final Deadline deadline = Deadline.in(timeout);

        TimedPeer(SocketChannel channel) throws IOException {
            socket = channel.socket();
            in = socket.getInputStream();
        }

        byte[] read(int size) throws IOException {
            var bytes = new byte[size];
            for (var have = 0; have < size; ) {
                var left = deadline.nanosLeft() / 1_000_000;
                if (left == 0) {
                    throw late(null);
                }
                socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
                try {
                    var count = in.read(bytes, have, size - have);
                    if (count < 0) {
                        throw new EOFException("The other side has closed the connection during the handshake.");
                    }
                    have += count;
                } catch (SocketTimeoutException e) {
                    throw late(e);
                }
            }
            return bytes;
        }

        private AuthenticationException late(@Nullable Throwable cause) {
            var late = new AuthenticationException(
                    "The other side did not finish its part of the handshake within " + Units.seconds(timeout) + ".");
            late.initCause(cause);
            return late;
        }

        void end() throws IOException {
            socket.setSoTimeout(0);
        }
    }
}
