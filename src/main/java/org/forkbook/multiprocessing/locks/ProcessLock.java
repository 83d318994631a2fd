package org.forkbook.multiprocessing.locks;

import java.io.Serializable;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.multiprocessing.internal.InstalledFrontend;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.OutputBarrier;

/**
 * A mutual exclusion lock for threads in several processes: at any time at most one thread in one process holds it.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same lock. As with a {@link
 * ReentrantLock}, the thread that holds it may lock it again, and must unlock it as often. A free lock is taken by
 * one atomic operation in shared memory, as with a futex; otherwise the thread sleeps until it is granted the lock,
 * in roughly first-come order.
 *
 * <p>When a process ends while it holds the lock, however it ends, the lock is released and the next holder is told
 * by {@link #abandonedBy()}: what the lock protects may then be inconsistent. When the process that created the lock
 * ends, waiting threads get an {@link IllegalStateException}; nobody waits for ever.
 *
 * <pre>{@code
 * var lock = ProcessLock.create();
 * var sum = SharedLong.create(0);
 * new WorkerProcess(() -> {
 *     try (var held = lock.hold()) {
 *         sum.set(sum.get() + 1);
 *     }
 * }).start();
 * }</pre>
 */
public final class ProcessLock implements Lock, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedHandle handle;
    private final transient LockState state;
    /** Excludes the threads of this process from each other, and counts the holder's nested locks. */
    private final transient ReentrantLock local = new ReentrantLock();
    /** Guarded by the lock itself. */
    private transient long abandonedBy;

    ProcessLock(SharedHandle handle) {
        this.handle = handle;
        state = handle.isRelayed() ? new RelayedLockState(handle) : new SharedLockState(handle);
    }

    /**
     * Creates a lock.
     *
     * @throws IllegalStateException if the system has no shared memory left
     */
    public static ProcessLock create() {
        var line = CacheLine.allocate();
        return SharedHandle.create(line, new LockResource(line), ProcessLock::new);
    }

    /**
     * Acquires the lock, waiting until it is available. An interrupt doesn't end the wait, but a notebook's stop
     * button does, with an {@link InterruptedException}.
     *
     * @throws IllegalStateException if the process that created the lock has ended
     */
    @Override
    public void lock() {
        if (!tryLock()) {
            InstalledFrontend.waitUnlessStopping(this::lockInterruptibly);
        }
    }

    /**
     * Acquires the lock, waiting until it is available.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if the process that created the lock has ended
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        local.lockInterruptibly();
        tryAcquire(Deadline.NEVER);
    }

    /** Acquires the lock if it is free; returns whether it did. */
    @Override
    public boolean tryLock() {
        if (!local.tryLock()) {
            return false;
        }
        var taken = local.getHoldCount() > 1;
        try {
            taken = taken || state.tryTake();
        } finally {
            settle(taken);
        }
        return taken;
    }

    /** Acquires the lock, waiting up to a time limit; returns whether it did. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        var deadline = Deadline.inNanos(unit.toNanos(time));
        return local.tryLock(time, unit) && tryAcquire(deadline);
    }

    /** Acquires the lock, waiting up to a time limit; returns whether it did. */
    public boolean tryLock(Duration time) throws InterruptedException {
        return tryLock(Durations.nanos(time), TimeUnit.NANOSECONDS);
    }

    private boolean tryAcquire(Deadline deadline) throws InterruptedException {
        var taken = false;
        try {
            taken = local.getHoldCount() > 1 || state.take(deadline);
        } finally {
            settle(taken);
        }
        return taken;
    }

    private void settle(boolean taken) {
        if (!taken) {
            local.unlock();
        } else if (local.getHoldCount() == 1) {
            abandonedBy = state.takeAbandonedBy();
        }
    }

    /**
     * Releases the lock.
     *
     * @throws IllegalMonitorStateException if this thread doesn't hold it
     */
    @Override
    public void unlock() {
        if (!local.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("This thread doesn't hold the lock, so it can't unlock it");
        }
        try {
            OutputBarrier.settle();
            if (local.getHoldCount() == 1) {
                release();
            }
        } catch (OwnerProcessDiedException e) {
            // Waiting threads have been told so too. The lock is free, as was requested.
        } finally {
            local.unlock();
        }
    }

    private void release() {
        if (!state.release()) {
            throw new IllegalMonitorStateException("The lock was taken from this process while a thread here held it: "
                    + "process " + handle.client().pid()
                    + ", which created it, lost the connection to this one and gave it to the "
                    + "next. Both may have changed what it protects.");
        }
    }

    /**
     * Acquires the lock for a try-with-resources statement.
     *
     * @return a resource that unlocks it when it is closed
     */
    public Held hold() {
        lock();
        return this::unlock;
    }

    /** A resource that holds the lock until it is closed. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Creates a condition of this lock. To share it, pass it on: two calls give two conditions. */
    @Override
    public ProcessCondition newCondition() {
        return ProcessCondition.create(this);
    }

    /** Whether the calling thread holds the lock. */
    public boolean isHeldByCurrentThread() {
        return local.isHeldByCurrentThread();
    }

    /** Whether any thread, in any process, holds the lock; for display, not for decisions. */
    public boolean isLocked() {
        return state.isHeld();
    }

    /** The number of times that the calling thread has locked it and not yet unlocked it. */
    public int holdCount() {
        return local.getHoldCount();
    }

    /**
     * The PID of the previous holder's process, if that ended while it held the lock; what the lock protects should
     * then be checked. Only the first holder after the death is told.
     *
     * @throws IllegalMonitorStateException if this thread doesn't hold the lock
     */
    public OptionalLong abandonedBy() {
        if (!local.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("Only the thread that holds the lock can ask who held it before");
        }
        return abandonedBy == 0 ? OptionalLong.empty() : OptionalLong.of(abandonedBy);
    }

    /** Whether the previous holder's process ended while it held the lock; see {@link #abandonedBy()}. */
    public boolean previousHolderDied() {
        return abandonedBy().isPresent();
    }

    /** For a condition: releases the lock completely, and returns how often it was locked. */
    int releaseAll() {
        var holds = local.getHoldCount();
        for (var i = 0; i < holds; i++) {
            unlock();
        }
        return holds;
    }

    /** For a condition: locks again as often as before. */
    void lockAgain(int holds) {
        for (var i = 0; i < holds; i++) {
            lock();
        }
    }

    @Override
    public String toString() {
        return "ProcessLock ("
                + (local.isHeldByCurrentThread() ? "held by this thread" : state.isHeld() ? "held" : "free") + ")";
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** The serialized form of a lock. */
    private static final class Reference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        Reference(ProcessLock face) {
            super(face.handle, face);
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new ProcessLock(handle);
        }
    }
}
