package org.forkbook.cluster.node;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * An authenticated TLS connection between a node and the program. The program is known by its certificate's fingerprint,
 * and both sides prove with HMAC-SHA-256 that they know a token.
 */
public final class TlsLink implements AutoCloseable {
    /** The first byte of a connection, in the program's and the node's protocol. */
    public static final int VERSION = 1;

    public static final int NONCE_BYTES = 32;
    /** A token is named by so many bytes of its hash. */
    public static final int NAME_BYTES = 16;

    private static final int CONNECT_MILLIS = 4_000;
    private static final int HANDSHAKE_MILLIS = 30_000;

    private final Socket raw;
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Wraps a TLS socket that is layered over another one. */
    public TlsLink(Socket raw, SSLSocket socket) throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Connects.
     *
     * @param address {@code host:port}
     * @throws IOException if nobody listens there, or it isn't the program
     */
    public static TlsLink connect(String address, String fingerprint, byte[] token) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replace("[", "").replace("]", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        Socket raw = new Socket();
        try {
            InetSocketAddress resolved = new InetSocketAddress(host, port);
            if (resolved.isUnresolved()) {
                throw new UnknownHostException("the host name " + host + " is unknown");
            }
            raw.connect(resolved, CONNECT_MILLIS);
            raw.setTcpNoDelay(true);
            raw.setSoTimeout(HANDSHAKE_MILLIS);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Pinned(fingerprint)}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, host, port, true);
            socket.setUseClientMode(true);
            socket.startHandshake();
            TlsLink link = new TlsLink(raw, socket);
            link.prove(token);
            raw.setSoTimeout(0);
            return link;
        } catch (GeneralSecurityException e) {
            raw.close();
            throw new IOException(e);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private void prove(byte[] token) throws IOException {
        DataInputStream reader = new DataInputStream(in);
        DataOutputStream writer = new DataOutputStream(out);
        byte[] own = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(own);
        byte[] hello = new byte[1 + NAME_BYTES + NONCE_BYTES];
        hello[0] = VERSION;
        System.arraycopy(name(token), 0, hello, 1, NAME_BYTES);
        System.arraycopy(own, 0, hello, 1 + NAME_BYTES, NONCE_BYTES);
        writer.write(hello);
        writer.flush();
        byte[] theirs = new byte[NONCE_BYTES];
        byte[] proof = new byte[32];
        try {
            reader.readFully(theirs);
            reader.readFully(proof);
        } catch (EOFException e) {
            throw new IOException("the program has closed the connection: it doesn't expect this agent any more");
        }
        if (!MessageDigest.isEqual(proof, proof(token, "program", own, theirs))) {
            throw new IOException("another program answers at this address");
        }
        writer.write(proof(token, "node", theirs, own));
        writer.flush();
    }

    /** The public name of a token. */
    public static byte[] name(byte[] token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token);
            return Arrays.copyOf(hash, NAME_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }

    /** The proof that one side knows the token. */
    public static byte[] proof(byte[] token, String side, byte[] first, byte[] second) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token, "HmacSHA256"));
            mac.update(side.getBytes(StandardCharsets.US_ASCII));
            mac.update(first);
            return mac.doFinal(second);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }

    /** The bytes from the program. */
    public InputStream in() {
        return in;
    }

    /** The bytes to the program. */
    public OutputStream out() {
        return out;
    }

    /** The address of the other side. */
    public String peer() {
        return socket.getInetAddress().getHostAddress();
    }

    /** Ends a wait for data after this time with a {@link java.net.SocketTimeoutException}; 0 for never. */
    public void timeout(int millis) throws IOException {
        raw.setSoTimeout(millis);
    }

    /**
     * Ends this side's output: the other side reads everything that was sent, and then the end. Not on Java 8 to 10.
     */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes the connection at once, even while other threads read or write. */
    @Override
    public void close() {
        try {
            raw.close(); // Not the TLS socket, which waits for a thread that writes.
        } catch (IOException e) {
            // It is closed already.
        }
    }

    /** Trusts one certificate. */
    private static final class Pinned implements X509TrustManager {
        private final String fingerprint;

        Pinned(String fingerprint) {
            this.fingerprint = fingerprint;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no clients are served here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
                if (!Hex.text(hash).equals(fingerprint)) {
                    throw new CertificateException("another program answers at this address: its certificate is not"
                            + " the one that was announced");
                }
            } catch (GeneralSecurityException e) {
                throw e instanceof CertificateException ? (CertificateException) e : new CertificateException(e);
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
