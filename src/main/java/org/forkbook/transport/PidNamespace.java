package org.forkbook.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The scope in which a PID is unique: one PID namespace, in one boot of one system. Two containers that share a
 * directory for temporary files are two scopes, and process 7 of one is unrelated to process 7 of the other.
 *
 * @param boot identifies the boot of the system; "0" where that is unknown
 * @param namespace identifies the PID namespace within it; "0" where there are none
 */
public record PidNamespace(String boot, String namespace) {

    private static final PidNamespace OWN = new PidNamespace(
            short36(text(() -> Files.readString(Path.of("/proc/sys/kernel/random/boot_id")))),
            short36(text(
                    () -> Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString())));

    private interface Source {
        String read() throws IOException;
    }

    /** The PID namespace of this process. */
    public static PidNamespace own() {
        return OWN;
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static PidNamespace parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException("no process space: " + text);
        }
        return new PidNamespace(parts[0], parts[1]);
    }

    /** Whether it is this process's own namespace: only then do its PIDs have a meaning here. */
    public boolean isOwn() {
        return equals(OWN);
    }

    /** Whether it is of this boot of this system: only then are locks of its processes certain to be seen here. */
    public boolean isOfThisBoot() {
        return boot.equals(OWN.boot);
    }

    private static String text(Source source) {
        try {
            return source.read().strip();
        } catch (IOException | SecurityException e) {
            return ""; // Not Linux, or /proc is closed.
        }
    }

    private static String short36(String text) {
        return Integer.toString(text.hashCode() & 0xFF_FFFF, 36);
    }

    /** The form for a file name. */
    @Override
    public String toString() {
        return boot + "." + namespace;
    }
}
