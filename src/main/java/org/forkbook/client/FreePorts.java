package org.forkbook.client;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Finder of free ports on the loopback interface. */
public final class FreePorts {
    /** Linux assigns ephemeral ports from 32768 on, other systems from 49152 on. */
    private static final int BELOW = 32_768;

    private static final int FIRST = 10_000;
    private static final int TRIES = 100;

    private FreePorts() {}

    /**
     * Finds different free ports below the ephemeral range: an ephemeral port may be assigned to a connection before
     * the kernel listens on it. Another program may still bind one of them: then the kernel's start is tried again.
     *
     * @throws IOException if no socket can be bound
     */
    public static List<Integer> find(int count) throws IOException {
        var held = new ArrayList<ServerSocket>();
        try {
            while (held.size() < count) {
                held.add(bound());
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }

    private static ServerSocket bound() throws IOException {
        for (int tries = 1; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BELOW);
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
