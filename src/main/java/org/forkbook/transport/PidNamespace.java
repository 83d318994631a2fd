package org.forkbook.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a PID is a name in: one boot of one system, and there one PID namespace. Two containers that share a folder for
 * temporary files are two such spaces, and process 7 of the one says nothing of process 7 of the other.
 *
 * @param boot tells one boot of a system from others; "0" where there is nothing to tell it by
 * @param namespace tells one PID namespace of it from others; "0" where there are none
 */
public record PidNamespace(String boot, String namespace) {

    private static final PidNamespace OWN = new PidNamespace(
            short36(text(() -> Files.readString(Path.of("/proc/sys/kernel/random/boot_id")))),
            short36(text(
                    () -> Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString())));

    private interface Source {
        String read() throws IOException;
    }

    /** The space of this process. */
    public static PidNamespace own() {
        return OWN;
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static PidNamespace parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException("no process space: " + text);
        }
        return new PidNamespace(parts[0], parts[1]);
    }

    /** Whether it is this process's own: its PIDs mean something here. */
    public boolean isOwn() {
        return equals(OWN);
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

    /** As a part of a file's name. */
    @Override
    public String toString() {
        return boot + "." + namespace;
    }
}
