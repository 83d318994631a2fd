package org.forkbook.kernel.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Signer of messages: an HMAC over the four JSON frames, in hexadecimal. With an empty key nothing is signed and
 * nothing is checked, as Jupyter specifies. Safe for many threads.
 *
 * <p>Built on {@link MessageDigest} rather than {@code javax.crypto.Mac}, whose provider check alone takes a noticeable
 * part of a kernel's start.
 */
public final class Hmac {

    private static final Map<String, String> DIGESTS = Map.of(
            "hmac-sha256", "SHA-256",
            "hmac-sha384", "SHA-384",
            "hmac-sha512", "SHA-512",
            "hmac-sha1", "SHA-1",
            "hmac-md5", "MD5");

    private final boolean signs;
    private final MessageDigest inner;
    private final MessageDigest outer;

    private Hmac(boolean signs, MessageDigest inner, MessageDigest outer) {
        this.signs = signs;
        this.inner = inner;
        this.outer = outer;
    }

    /**
     * The signer for a connection's scheme and key.
     *
     * @param scheme such as {@code hmac-sha256}; may be empty when the key is
     * @throws IllegalArgumentException if the scheme is unknown
     */
    public static Hmac of(String scheme, String key) {
        var signs = !key.isEmpty();
        var name = DIGESTS.get(signs ? scheme.toLowerCase(Locale.ROOT) : "hmac-sha256");
        if (name == null) {
            throw new IllegalArgumentException("The signature scheme " + scheme + " is unknown; known are "
                    + DIGESTS.keySet().stream().sorted().toList()
                    + ". Check signature_scheme in the connection file.");
        }
        var keyBytes = key.getBytes(StandardCharsets.UTF_8);
        var block = name.equals("SHA-384") || name.equals("SHA-512") ? 128 : 64;
        if (keyBytes.length > block) {
            keyBytes = digest(name).digest(keyBytes);
        }
        return new Hmac(signs, padded(name, keyBytes, block, 0x36), padded(name, keyBytes, block, 0x5c));
    }

    private static MessageDigest padded(String name, byte[] key, int block, int pad) {
        var bytes = new byte[block];
        for (var i = 0; i < block; i++) {
            bytes[i] = (byte) ((i < key.length ? key[i] : 0) ^ pad);
        }
        var digest = digest(name);
        digest.update(bytes);
        return digest;
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("This Java has no " + name + ", which signs this kernel's messages.", e);
        }
    }

    /** The signature of these frames; empty when nothing is signed. */
    public byte[] sign(List<byte[]> frames) {
        if (!signs) {
            return new byte[0];
        }
        try {
            var first = (MessageDigest) inner.clone();
            frames.forEach(first::update);
            var second = (MessageDigest) outer.clone();
            return HexFormat.of().formatHex(second.digest(first.digest())).getBytes(StandardCharsets.US_ASCII);
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("every digest of the JDK can be cloned", e);
        }
    }

    /** Whether the signature is that of the frames; takes the same time wherever they differ. */
    public boolean verify(byte[] signature, List<byte[]> frames) {
        return !signs || MessageDigest.isEqual(signature, sign(frames));
    }
}
