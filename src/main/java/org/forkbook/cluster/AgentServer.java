package org.forkbook.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.forkbook.cluster.node.TlsLink;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * The server that agents and workers on nodes connect to: one port, with TLS and a token for each connection.
 *
 * <p>A peer that doesn't know a token is told nothing, and is counted. It costs a thread and a socket until it has been
 * silent for {@value #HANDSHAKE_MILLIS} ms; at most {@value #MOST_UNAUTHENTICATED} of them are served at a time, and one
 * more closes the oldest.
 */
final class AgentServer implements AutoCloseable {
    static final int MOST_UNAUTHENTICATED = 64;
    /** Long, as a node on which many JVMs start is slow. */
    static final int HANDSHAKE_MILLIS = 30_000;

    private static final int TOKEN_BYTES = 32;
    private static final int BACKLOG = 256;
    private static final FailureHandler FAILURES = FailureHandler.logging("The server for a cluster's nodes");

    private final TlsIdentity identity;
    private final ServerSocket server;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Token> tokens = new HashMap<>(); // guarded by this
    private final ArrayDeque<Socket> unauthenticated = new ArrayDeque<>(); // guarded by this
    private final AtomicLong rejected = new AtomicLong();

    /** What is done with an authenticated connection, on a thread of its own. */
    @FunctionalInterface
    interface Admission {
        /** Serves the connection until its end; {@code role} is its first byte. */
        void admit(TlsLink link, int role) throws IOException;
    }

    /** A secret, and how many connections it still admits. */
    private static final class Token {
        final byte[] secret;
        final Admission admission;
        int left;

        Token(byte[] secret, int left, Admission admission) {
            this.secret = secret;
            this.left = left;
            this.admission = admission;
        }
    }

    private AgentServer(TlsIdentity identity, ServerSocket server) {
        this.identity = identity;
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param address the address of this machine to listen at; null for all
     * @param port the port; 0 for any that is free
     */
    static AgentServer open(@Nullable InetAddress address, int port) throws IOException {
        var identity = TlsIdentity.create();
        var socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "Port " + port + " of this machine can't be listened at: " + e.getMessage()
                            + ". Another program may have it: choose another one with port(..), or none.",
                    e);
        }
        var opened = new AgentServer(identity, socket);
        ServiceThread.start("forkbook-cluster-accept", opened::acceptNext, FAILURES);
        return opened;
    }

    int port() {
        return server.getLocalPort();
    }

    String fingerprint() {
        return identity.fingerprint();
    }

    /** How many connections were closed because they knew no token. */
    long rejected() {
        return rejected.get();
    }

    /** A new token that admits so many connections, in hexadecimal digits. */
    String token(int connections, Admission admission) {
        var secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        synchronized (this) {
            tokens.put(name(secret), new Token(secret, connections, admission));
        }
        return HexFormat.of().formatHex(secret);
    }

    /** How many connections a token still admits. */
    synchronized int left(String token) {
        var known = tokens.get(name(HexFormat.of().parseHex(token)));
        return known == null ? 0 : known.left;
    }

    /** Admits nobody by a token any more. */
    synchronized void withdraw(String token) {
        tokens.remove(name(HexFormat.of().parseHex(token)));
    }

    private static String name(byte[] secret) {
        return HexFormat.of().formatHex(TlsLink.name(secret));
    }

    private boolean acceptNext() throws IOException {
        Socket raw;
        try {
            raw = server.accept();
        } catch (SocketException e) {
            if (server.isClosed()) {
                return false;
            }
            throw e;
        }
        try {
            ServiceThread.forTask("forkbook-cluster-link", () -> meet(raw), FAILURES)
                    .start();
        } catch (Throwable e) { // no thread is left
            raw.close();
            throw e;
        }
        return true;
    }

    private void meet(Socket raw) {
        try (raw) {
            synchronized (this) {
                unauthenticated.add(raw);
                if (unauthenticated.size() > MOST_UNAUTHENTICATED) {
                    unauthenticated.remove().close();
                }
            }
            TlsLink link;
            Token token;
            int role;
            try {
                raw.setTcpNoDelay(true);
                raw.setSoTimeout(HANDSHAKE_MILLIS);
                var socket = (SSLSocket) identity.context()
                        .getSocketFactory()
                        .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
                socket.setUseClientMode(false);
                socket.startHandshake();
                link = new TlsLink(raw, socket);
                token = authenticate(link);
                role = token == null ? -1 : link.in().read();
            } catch (IOException | RuntimeException e) {
                rejected.incrementAndGet(); // A scanner, or a node that gave up.
                return;
            } finally {
                synchronized (this) {
                    unauthenticated.remove(raw);
                }
            }
            if (token == null || role < 0) {
                rejected.incrementAndGet();
                return;
            }
            raw.setSoTimeout(0);
            token.admission.admit(link, role);
        } catch (IOException e) {
            // The connection has ended, which its owner knows by other ways.
        }
    }

    private @Nullable Token authenticate(TlsLink link) throws IOException {
        var in = new DataInputStream(link.in());
        if (in.readUnsignedByte() != TlsLink.VERSION) {
            return null;
        }
        var name = new byte[TlsLink.NAME_BYTES];
        in.readFully(name);
        var theirs = new byte[TlsLink.NONCE_BYTES];
        in.readFully(theirs);
        Token token;
        synchronized (this) {
            token = tokens.get(HexFormat.of().formatHex(name));
        }
        if (token == null) {
            return null;
        }
        var own = new byte[TlsLink.NONCE_BYTES];
        random.nextBytes(own);
        link.out().write(own);
        link.out().write(TlsLink.proof(token.secret, "program", theirs, own));
        link.out().flush();
        var proof = new byte[32];
        in.readFully(proof);
        if (!MessageDigest.isEqual(proof, TlsLink.proof(token.secret, "node", own, theirs))) {
            return null;
        }
        synchronized (this) {
            if (token.left == 0 || tokens.get(name(token.secret)) != token) {
                return null;
            }
            if (--token.left == 0) {
                tokens.remove(name(token.secret));
            }
        }
        return token;
    }

    /** Listens no more; connections that were admitted stay. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It listens no more in any case.
        }
        synchronized (this) {
            tokens.clear();
        }
    }
}
