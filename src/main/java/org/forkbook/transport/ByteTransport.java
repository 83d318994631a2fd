package org.forkbook.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.forkbook.service.Deadline;

/**
 * A connection that carries bytes in both directions: a socket, or an encrypted one.
 *
 * <p>One thread at a time may read, and one may write. Any thread may close it, which ends their waits.
 */
public interface ByteTransport extends AutoCloseable {

    /** Reads what is there, at least one byte if it waits; 0 if nothing is there; -1 at the end, or once this side is closed. */
    int read(ByteBuffer into) throws IOException;

    /** Waits until there is something to read, or the end. An interrupt is deferred. */
    void awaitReadable() throws IOException;

    /**
     * Waits until there is something to read, or the end.
     *
     * @return false if the deadline passes first
     */
    boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException;

    /**
     * Writes all bytes; returns when the operating system has taken them.
     *
     * @param interruptible whether an interrupt ends a wait for a peer that takes no data; otherwise it is deferred
     * @throws java.io.InterruptedIOException if the thread was interrupted, whose status is cleared then
     */
    void write(ByteBuffer bytes, boolean interruptible) throws IOException;

    /** Closes the connection. Harmless when called twice. */
    @Override
    void close();
}
