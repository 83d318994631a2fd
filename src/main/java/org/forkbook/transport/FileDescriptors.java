package org.forkbook.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A check of this process's file descriptor limit. */
public final class FileDescriptors {

    /** The advice to give when descriptors are short. */
    public static final String ADVICE =
            "this process has no file descriptors left (ulimit -n). Close files, sockets, pools "
                    + "and shared memory that aren't used any more, or raise the limit";

    private static final Path ANY = Path.of("/dev/null");

    private static volatile boolean socketsTried;

    private FileDescriptors() {}

    /**
     * Checks for free descriptors before a process opens its first socket: the JDK's socket classes take descriptors
     * in their static initializers, and stay unusable if these fail.
     *
     * @throws IOException if there are none
     */
    public static void needForSockets() throws IOException {
        if (!socketsTried) {
            if (areShort()) {
                throw new IOException("Can't open a socket: " + ADVICE);
            }
            socketsTried = true;
        }
    }

    /**
     * Whether too few descriptors are left for one more step. It tries to open some, because the system's error
     * message is in the user's language.
     */
    public static boolean areShort() {
        try (var first = open();
                var second = open();
                var third = open()) {
            return !(first.isOpen() && second.isOpen() && third.isOpen());
        } catch (IOException e) {
            return true;
        }
    }

    private static FileChannel open() throws IOException {
        return FileChannel.open(ANY, StandardOpenOption.READ);
    }
}
