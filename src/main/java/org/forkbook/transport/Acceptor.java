package org.forkbook.transport;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that can refuse connections even when its process has no file descriptor left. It keeps a spare
 * descriptor, which it gives up to accept a connection for as long as the refusal takes. Without that, clients would
 * wait in the system's backlog for an answer that may never come.
 *
 * <p>For one thread, except {@link #close}.
 */
public final class Acceptor implements AutoCloseable {

    /** The answer to a client for which there is no file descriptor; it is closed afterwards. */
    public interface Refusal {
        /** Sends the reason, if there is a way to. */
        void say(SocketChannel caller) throws IOException;
    }

    private static final long RETRY_NANOS = 1_000_000;

    private final ServerSocketChannel server;
    private final Refusal refusal;
    private @Nullable FileChannel spare;

    /** Wraps a bound socket and takes ownership of it. */
    public Acceptor(ServerSocketChannel server, Refusal refusal) {
        this.server = server;
        this.refusal = refusal;
        keepSpare();
    }

    /**
     * Accepts the next connection.
     *
     * @return null if none is pending, or one was pending and had to be refused
     * @throws ClosedChannelException once this acceptor is closed
     */
    public @Nullable SocketChannel accept() throws ClosedChannelException {
        if (spare == null) {
            keepSpare();
        }
        try {
            return server.accept();
        } catch (ClosedChannelException e) {
            giveUpSpare();
            throw e;
        } catch (IOException e) {
            reject();
            return null;
        }
    }

    private void reject() throws ClosedChannelException {
        giveUpSpare();
        try (var caller = server.accept()) {
            if (caller != null) {
                refusal.say(caller);
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            // Another thread was faster, or the client has gone. Others still wait in the backlog.
            LockSupport.parkNanos(RETRY_NANOS);
        } finally {
            if (server.isOpen()) {
                keepSpare();
            }
        }
    }

    private void giveUpSpare() {
        try {
            if (spare != null) {
                spare.close();
            }
        } catch (IOException e) {
            // The descriptor is free in any case.
        }
        spare = null;
    }

    private void keepSpare() {
        try {
            spare = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ);
        } catch (IOException e) {
            // Retried for the next client.
        }
    }

    /** Closes the socket, which ends a wait in {@link #accept}. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
