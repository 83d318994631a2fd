package org.forkbook.worker.agent;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker's parent listens: at a socket of this machine, or at a port of another one.
 *
 * @param socket the path of the socket; meaningless if the parent is on another machine
 * @param remote the other machine; null for this one
 */
record ParentAddress(Path socket, @Nullable Remote remote) {
    private static final String REMOTE = "remote ";

    /**
     * A port of another machine.
     *
     * @param address host and port
     * @param fingerprint that of the parent's certificate
     * @param host what the machine that this worker runs on is called
     */
    record Remote(String address, String fingerprint, String host) {}

    /** Reads a worker's start-up line. */
    static ParentAddress of(String line) {
        if (!line.startsWith(REMOTE)) {
            return new ParentAddress(Path.of(line), null);
        }
        var parts = line.split(" ", 4);
        return new ParentAddress(Path.of(""), new Remote(parts[1], parts[2], parts[3]));
    }

    @Override
    public String toString() {
        return remote == null ? socket.toString() : remote.address();
    }
}
