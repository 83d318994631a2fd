package org.forkbook.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key pair with a self-signed certificate (X.509, RFC 5280) that lives as long as its pool. Nodes trust it by its
 * fingerprint, so nobody has to sign it.
 */
record TlsIdentity(SSLContext context, String fingerprint) {
    private static final byte[] ECDSA_WITH_SHA256 = HexFormat.of().parseHex("06082a8648ce3d040302");
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(2);
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    static TlsIdentity create() throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            var encoded = certificate(pair);
            Certificate certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            var password = new char[0];
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("program", pair.getPrivate(), password, new Certificate[] {certificate});
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, password);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            var hash = MessageDigest.getInstance("SHA-256").digest(encoded);
            return new TlsIdentity(context, HexFormat.of().formatHex(hash));
        } catch (GeneralSecurityException e) {
            throw new IOException("This Java has no TLS with elliptic curves: " + e, e);
        }
    }

    private static byte[] certificate(KeyPair pair) throws GeneralSecurityException {
        var algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
        var name = der(
                SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, "forkbook".getBytes(StandardCharsets.UTF_8)))));
        var now = Instant.now();
        // Long valid: a pool may live for weeks, and clocks may differ. The fingerprint is what counts.
        var validity = der(SEQUENCE, time(now.minus(CLOCKS_DIFFER)), time(now.plus(Duration.ofDays(3650))));
        var content = der(
                SEQUENCE,
                der(0xa0, der(0x02, new byte[] {2})), // version 3
                der(0x02, new byte[] {1}), // serial number
                algorithm,
                name,
                validity,
                name,
                pair.getPublic().getEncoded());
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        return der(SEQUENCE, content, algorithm, der(0x03, new byte[] {0}, signature.sign()));
    }

    private static byte[] time(Instant instant) {
        return der(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /** An element in the distinguished encoding rules of ASN.1 (ITU-T X.690). */
    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        var element = new ByteArrayOutputStream();
        element.write(tag);
        if (length < 0x80) {
            element.write(length);
        } else if (length < 0x100) {
            element.write(0x81);
            element.write(length);
        } else {
            element.write(0x82);
            element.write(length >> 8);
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
