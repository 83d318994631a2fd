package org.forkbook.cluster.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Copies all bytes between a {@link TlsLink} and a local socket, in both directions.
 *
 * <p>The end of one direction is passed on after everything that was sent before it, and ends the other direction on
 * the far side.
 */
public final class LinkPump {
    private static final int CHUNK = 64 * 1024;

    private final TlsLink link;
    private final SocketChannel local;

    private LinkPump(TlsLink link, SocketChannel local) {
        this.link = link;
        this.local = local;
    }

    /** Copies until both directions have ended, and closes both sides. */
    public static void run(TlsLink link, SocketChannel local) {
        new LinkPump(link, local).run();
    }

    private void run() {
        try {
            Thread outbound = new Thread(this::copyOut, "forkbook-relay-out");
            outbound.setDaemon(true);
            outbound.start();
            copyIn();
            closeLocal();
            outbound.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody knows this thread.
        } finally {
            link.close();
            closeLocal();
        }
    }

    private void copyIn() {
        byte[] bytes = new byte[CHUNK];
        boolean taken = true;
        try {
            for (int count = link.in().read(bytes);
                    count >= 0;
                    count = link.in().read(bytes)) {
                taken = taken && give(ByteBuffer.wrap(bytes, 0, count));
            }
        } catch (IOException e) {
            // The other machine has closed the connection, or is lost.
        }
    }

    /** Whether the local side takes the bytes; if it doesn't, it has closed the socket, which the far side will be told. */
    private boolean give(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                local.write(bytes);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void copyOut() {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        try {
            while (local.read(bytes) >= 0) {
                link.out().write(bytes.array(), 0, bytes.position());
                link.out().flush();
                bytes.clear();
            }
        } catch (IOException e) {
            // One of both sides has ended.
        }
        try {
            link.endOutput();
        } catch (IOException e) {
            link.close();
        }
    }

    private void closeLocal() {
        try {
            local.close();
        } catch (IOException e) {
            // It is closed in any case.
        }
    }
}
