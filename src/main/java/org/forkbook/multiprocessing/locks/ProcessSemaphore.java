package org.forkbook.multiprocessing.locks;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.multiprocessing.internal.InstalledFrontend;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.OutputBarrier;

/**
 * A counting semaphore that several processes share: a {@link java.util.concurrent.Semaphore} across processes.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same semaphore. While permits are left,
 * acquiring and releasing are atomic operations in shared memory; otherwise a thread sleeps, and is served in
 * first-come order.
 *
 * <p>Permits have no owner: any process may release what another one acquired, so those of a process that dies don't
 * return by themselves. To protect something in whose use a worker may die, take a {@link ProcessLock}. When the
 * process that created the semaphore ends, waiting threads get an {@link IllegalStateException}.
 *
 * <pre>{@code
 * var downloads = ProcessSemaphore.create(2); // two at a time
 * pool.map(url -> {
 *     downloads.acquire();
 *     try {
 *         return fetch(url);
 *     } finally {
 *         downloads.release();
 *     }
 * }, urls);
 * }</pre>
 */
public final class ProcessSemaphore implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedHandle handle;
    private final transient SemaphoreState state;
    private final transient int limit;

    private ProcessSemaphore(SharedHandle handle, int limit) {
        this.handle = handle;
        state = handle.isRelayed() ? new RelayedSemaphoreState(handle) : new SharedSemaphoreState(handle);
        this.limit = limit;
    }

    /**
     * Creates a semaphore.
     *
     * @param permits the initial number of permits, not negative
     * @throws IllegalStateException if the system has no shared memory left
     */
    public static ProcessSemaphore create(int permits) {
        return create(permits, Integer.MAX_VALUE);
    }

    /**
     * Creates a bounded semaphore, which never has more permits than at first: releasing one too many throws {@link
     * IllegalStateException}.
     */
    public static ProcessSemaphore createBounded(int permits) {
        return create(permits, permits);
    }

    private static ProcessSemaphore create(int permits, int limit) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative, got " + permits);
        }
        var line = CacheLine.allocate();
        new SemaphoreWord(line).add(permits, Integer.MAX_VALUE);
        return SharedHandle.create(line, new SemaphoreResource(line), handle -> new ProcessSemaphore(handle, limit));
    }

    /**
     * Acquires a permit, waiting until one is available.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if the process that created the semaphore has ended
     */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /** Acquires several permits at once, waiting until they are available. */
    public void acquire(int permits) throws InterruptedException {
        acquire(permits, Deadline.NEVER);
    }

    /** Acquires a permit, waiting until one is available; an interrupt doesn't end the wait. */
    public void acquireUninterruptibly() {
        InstalledFrontend.waitUnlessStopping(this::acquire);
    }

    /** Acquires a permit if one is available; returns whether it did. It may overtake waiting threads. */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /** Acquires several permits if they are available; returns whether it did. */
    public boolean tryAcquire(int permits) {
        return state.tryTake(checked(permits));
    }

    /** Acquires a permit, waiting up to a time limit; returns whether it did. */
    public boolean tryAcquire(Duration time) throws InterruptedException {
        return acquire(1, Deadline.in(time));
    }

    /** Acquires a permit, waiting up to a time limit; returns whether it did. */
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return acquire(1, Deadline.inNanos(unit.toNanos(time)));
    }

    private boolean acquire(int permits, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return state.take(checked(permits), deadline);
    }

    private static int checked(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative, got " + permits);
        }
        return permits;
    }

    /** Releases a permit, or adds one. */
    public void release() {
        release(1);
    }

    /**
     * Releases permits, or adds some.
     *
     * @throws IllegalStateException if the semaphore is bounded and would have more than at first
     */
    public void release(int permits) {
        OutputBarrier.settle();
        try {
            state.add(checked(permits), limit);
        } catch (OwnerProcessDiedException e) {
            // Waiting threads have been told so too. The permits are released, as was requested.
        }
    }

    /** The number of permits available now; for display, not for decisions. */
    public int availablePermits() {
        return state.permits();
    }

    @Override
    public String toString() {
        return "ProcessSemaphore (" + availablePermits() + " permits)";
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** The serialized form of a semaphore. */
    private static final class Reference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        private final int limit;

        Reference(ProcessSemaphore face) {
            super(face.handle, face);
            limit = face.limit;
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new ProcessSemaphore(handle, limit);
        }
    }
}
