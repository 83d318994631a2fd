package org.forkbook.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A jar that nodes get, named by the hash of its content: one copy of equal jars is enough. A folder of classes is
 * packed into a jar.
 *
 * @param name its name on the nodes
 * @param content opens what is in it
 */
record NodeFile(String name, Content content) {
    /** The source of a file's bytes. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /** What a file was when its hash was computed. */
    private record Version(Path path, long size, FileTime modified) {}

    private static final Map<Version, NodeFile> KNOWN = new ConcurrentHashMap<>();

    /**
     * The file for an entry of a class path.
     *
     * @throws IOException if it can't be read
     */
    static NodeFile of(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            var packed = pack(entry);
            return of(() -> new ByteArrayInputStream(packed));
        }
        var version = new Version(entry, Files.size(entry), Files.getLastModifiedTime(entry));
        var known = KNOWN.get(version);
        if (known == null) {
            known = of(() -> Files.newInputStream(entry));
            KNOWN.put(version, known);
        }
        return known;
    }

    private static NodeFile of(Content content) throws IOException {
        try (var in = content.open();
                var digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return new NodeFile(
                    HexFormat.of().formatHex(digest.getMessageDigest().digest()) + ".jar", content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }

    /** Packs a folder; equal contents give equal jars. */
    private static byte[] pack(Path folder) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes);
                var files = Files.walk(folder)) {
            out.setLevel(Deflater.BEST_SPEED);
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
                entry.setTime(0);
                out.putNextEntry(entry);
                Files.copy(file, out);
                out.closeEntry();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return bytes.toByteArray();
    }
}
