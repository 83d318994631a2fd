package org.forkbook.multiprocessing.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One end of a bidirectional connection between two processes, which carries whole objects in order: Python's {@code
 * multiprocessing.connection.Connection}.
 *
 * <p>Any object that a task may capture can be sent. The receiver gets a copy. One thread at a time may receive; any
 * thread may send.
 *
 * <pre>{@code
 * try (var listener = Listener.open(0, "a secret".getBytes(UTF_8))) {
 *     int port = listener.port();
 *     new WorkerProcess(() -> {
 *         try (Connection<String> line = Client.connect("127.0.0.1", port, "a secret".getBytes(UTF_8))) {
 *             line.send("hello");
 *         }
 *     }).start();
 *     try (Connection<String> line = listener.accept()) {
 *         System.out.println(line.receive());
 *     }
 * }
 * }</pre>
 *
 * @param <T> what is sent and received
 */
public interface Connection<T> extends AutoCloseable {

    /**
     * Sends an object; returns when the operating system has taken it, which may be before the other side receives
     * it.
     *
     * @throws IOException if the other side has closed or ended, or this end is closed
     * @throws org.forkbook.multiprocessing.errors.CannotTravelException if the object can't be serialized; the
     *     connection stays usable
     */
    void send(@Nullable T object) throws IOException;

    /**
     * Waits for the next object.
     *
     * @throws EOFException if nothing is left and the other side has closed or ended
     * @throws InterruptedIOException if the thread is interrupted while it waits; nothing is lost
     * @throws IOException if what arrives can't be read
     */
    @Nullable
    T receive() throws IOException;

    /**
     * Waits until there is something to receive.
     *
     * @param timeout the time limit; zero polls
     * @return whether {@link #receive} would return or throw at once
     * @throws InterruptedIOException if the thread is interrupted while it waits
     */
    boolean poll(Duration timeout) throws IOException;

    /** Whether there is something to receive now. */
    default boolean poll() throws IOException {
        return poll(Duration.ZERO);
    }

    /** Whether {@link #close} was called on this end. */
    boolean isClosed();

    /** Closes this end; the other side reads what was sent, and then the end of the stream. Harmless when repeated. */
    @Override
    void close();
}
