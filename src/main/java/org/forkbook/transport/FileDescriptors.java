package org.forkbook.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file descriptors that the system lets this process have. */
public final class FileDescriptors {

    /** What is to be said when they are short. */
    public static final String ADVICE =
            "this process has no file descriptors left (ulimit -n). Close files, sockets, pools "
                    + "and shared memory that aren't used any more, or raise the limit";

    private static final Path ANY = Path.of("/dev/null");

    private static volatile boolean socketsTried;

    private FileDescriptors() {}

    /**
     * To be called before a process opens its first socket: the JDK's own classes for sockets take descriptors when they are
     * loaded, and are of no use for good if there are none then.
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

    /** Whether there are too few for one more step. It is tried: what the system says of it is in the user's language. */
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
