package org.forkbook.grading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Measurement of memory that no process counts as its own: files without a name ({@code memfd_create}), shared mappings
 * without a file, segments of System V. Linux only; elsewhere none.
 *
 * <p>A file counts with its length, in use or not; twice mapped or open, once.
 */
final class SharedMemoryUse {

    private static final Path PROC = Path.of("/proc");
    /** Addresses, rights, offset, device, inode, and what is mapped; {@code /dev/zero} stands for no file at all. */
    private static final Pattern MAPPING =
            Pattern.compile("(?m)^([0-9a-f]+)-([0-9a-f]+) \\S+ ([0-9a-f]+) \\S+ (\\d+) +/(?:memfd:|SYSV|dev/zero).*$");

    private SharedMemoryUse() {}

    /** The shared memory of these processes together, in bytes. */
    static long of(Set<ProcessHandle> processes) {
        var bytes = new HashMap<Long, Long>();
        for (var process : processes) {
            var own = PROC.resolve(Long.toString(process.pid()));
            addOpen(own.resolve("fd"), bytes);
            addMapped(own.resolve("maps"), bytes);
        }
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void addOpen(Path folder, Map<Long, Long> bytes) {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (Files.readSymbolicLink(file).toString().startsWith("/memfd:")) {
                    bytes.merge((Long) Files.getAttribute(file, "unix:ino"), Files.size(file), Math::max);
                }
            }
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            // The process or the file has gone, or this system has no /proc.
            return;
        }
    }

    private static void addMapped(Path maps, Map<Long, Long> bytes) {
        try {
            MAPPING.matcher(Files.readString(maps)).results().forEach(match -> {
                long length = Long.parseUnsignedLong(match.group(2), 16) - Long.parseUnsignedLong(match.group(1), 16);
                bytes.merge(
                        Long.parseLong(match.group(4)), Long.parseUnsignedLong(match.group(3), 16) + length, Math::max);
            });
        } catch (IOException e) {
            // The process has ended.
            return;
        }
    }
}
