package org.forkbook.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Check of a folder that workers need: that it is writable, and has enough space. */
final class FolderCheck {

    private static final long MEGABYTE = 1L << 20;
    private static final long ROOM = 200 * MEGABYTE;
    private static final long SHARED_ROOM = 64 * MEGABYTE;

    private FolderCheck() {}

    /** The folder of connection files and workers' sockets. */
    static DoctorResult temporary(Path folder) {
        var subject = "Temp folder";
        var mend = "Free some space there, or choose another folder: export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR";
        try {
            var trial = Files.createTempDirectory(folder, "forkbook-doctor");
            try {
                Files.write(trial.resolve("file"), new byte[4096]);
                bindSocketIn(trial);
            } finally {
                Files.deleteIfExists(trial.resolve("file"));
                Files.deleteIfExists(trial.resolve("socket"));
                Files.deleteIfExists(trial);
            }
            return room(subject, folder, ROOM, mend);
        } catch (IOException e) {
            return DoctorResult.broken(subject, folder + " can't be used: " + e, mend);
        }
    }

    /** The folder of values that processes share. */
    static DoctorResult sharedMemory(Path folder) {
        var subject = "Shared mem.";
        var mend = "Shared values go to the temp folder instead, which may be slower. In a container: --shm-size=1g";
        try {
            Files.deleteIfExists(Files.createTempFile(folder, "forkbook-doctor", null));
            return room(subject, folder, SHARED_ROOM, mend);
        } catch (IOException e) {
            return DoctorResult.lacking(subject, folder + " can't be used: " + e, mend);
        }
    }

    /** A socket's path may have only about a hundred bytes: a deep temporary folder leaves too few. */
    private static void bindSocketIn(Path folder) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
        }
    }

    private static DoctorResult room(String subject, Path folder, long needed, String mend) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        var found = "%s, %,d MB free".formatted(folder, free / MEGABYTE);
        return free < needed ? DoctorResult.lacking(subject, found, mend) : DoctorResult.ok(subject, found);
    }
}
