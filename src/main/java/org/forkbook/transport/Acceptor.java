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
 * A listening socket that answers even when its process has no descriptor left for one who comes: it keeps a spare one, with
 * which it lets the caller in for as long as it takes to turn it away. Without that, callers would wait in the system's queue
 * for an answer that may never come.
 *
 * <p>For one thread, but for {@link #close}.
 */
public final class Acceptor implements AutoCloseable {

    /** What a caller gets whom there is no descriptor for; it is closed afterwards. */
    public interface Refusal {
        /** Says why, if there is a way to say it. */
        void say(SocketChannel caller) throws IOException;
    }

    private static final long RETRY_NANOS = 1_000_000;

    private final ServerSocketChannel server;
    private final Refusal refusal;
    private @Nullable FileChannel spare;

    /** An acceptor over a socket that is bound, which it owns from now on. */
    public Acceptor(ServerSocketChannel server, Refusal refusal) {
        this.server = server;
        this.refusal = refusal;
        keepSpare();
    }

    /**
     * The next one who comes.
     *
     * @return null if nobody is there, or somebody was who had to be turned away
     * @throws ClosedChannelException once this is closed
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
            // Another thread was faster, or the caller has gone. Whoever waits still waits in the system's queue.
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
            // Tried again for the next caller.
        }
    }

    /** Ends the wait of {@link #accept}. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
