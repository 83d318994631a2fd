package org.forkbook.multiprocessing.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Connection} over a socket that carries frames of type {@code F}. Threads that receive take turns; an
 * interrupt of one that waits loses nothing.
 */
abstract class FramedConnection<T, F> implements Connection<T> {

    private final ReentrantLock receiving = new ReentrantLock();

    /** Waits for the next frame with a value. */
    abstract F next() throws IOException, InterruptedException;

    /** Whether {@link #next} has something to read or an end to report; false if the deadline passes first. */
    abstract boolean await(Deadline deadline) throws IOException, InterruptedException;

    /** The value in a frame. */
    abstract @Nullable Object open(F frame) throws IOException;

    @Override
    // The two sides agree on the type of what they send; a wrong type shows where it is used.
    @SuppressWarnings("unchecked")
    public final @Nullable T receive() throws IOException {
        F frame;
        try {
            receiving.lockInterruptibly();
            try {
                frame = next();
            } finally {
                receiving.unlock();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return (T) open(frame);
    }

    @Override
    public final boolean poll(Duration time) throws IOException {
        var deadline = Deadline.in(time);
        try {
            if (!receiving.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                return await(deadline);
            } finally {
                receiving.unlock();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The form that the interface declares; the thread stays interrupted. */
    static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("Interrupted while waiting for the other end");
        interrupted.initCause(cause);
        return interrupted;
    }
}
