package org.forkbook.multiprocessing.locks;

import java.io.Serializable;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.forkbook.broker.Deadline;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.multiprocessing.internal.Uninterruptibles;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.OutputBarrier;

/**
 * A lock for all threads of all processes that have it: at any time one thread in one process holds it.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same lock. As with a {@link ReentrantLock}, the
 * thread that holds it may lock it again, and must unlock it as often. A lock that is free is taken by one atomic operation
 * in shared memory; who finds it taken sleeps until it is given the lock, in the order of coming, more or less.
 *
 * <p>When a process ends while it holds the lock, however it ends, the lock is released and the next holder is told by
 * {@link #abandonedBy()}: what the lock protects may then be half changed. When the process ends that created the lock,
 * those who wait for it get an {@link IllegalStateException}; nobody waits for ever.
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

    /** How often a taken lock is looked at again before its thread goes to sleep: a few microseconds. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

    private final transient SharedHandle handle;
    private final transient LockWord word;
    /** Keeps the threads of this process apart, and counts how often the holder has locked. */
    private final transient ReentrantLock local = new ReentrantLock();
    /** Guarded by the lock itself. */
    private transient long abandonedBy;

    ProcessLock(SharedHandle handle) {
        this.handle = handle;
        word = new LockWord(handle.line());
    }

    /**
     * A new lock.
     *
     * @throws IllegalStateException if the system has no shared memory left
     */
    public static ProcessLock create() {
        var line = CacheLine.allocate();
        return SharedHandle.create(line, new LockResource(line), ProcessLock::new);
    }

    /**
     * Waits until the lock can be had, and takes it. An interrupt doesn't end the wait, but a notebook's stop button does,
     * with an {@link InterruptedException}.
     *
     * @throws IllegalStateException if the process that created the lock has ended
     */
    @Override
    public void lock() {
        if (!tryLock()) {
            Uninterruptibles.run(this::lockInterruptibly);
        }
    }

    /**
     * Waits until the lock can be had, and takes it.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if the process that created the lock has ended
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        local.lockInterruptibly();
        tryAcquire(Deadline.NEVER);
    }

    /** Takes the lock if nobody holds it; whether it did. */
    @Override
    public boolean tryLock() {
        if (!local.tryLock()) {
            return false;
        }
        var taken = local.getHoldCount() > 1;
        try {
            taken = taken || word.tryTake(handle.client().slot());
        } finally {
            settle(taken);
        }
        return taken;
    }

    /** Waits for the lock, but not longer than a time; whether it was taken. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        var deadline = Deadline.inNanos(unit.toNanos(time));
        return local.tryLock(time, unit) && tryAcquire(deadline);
    }

    /** Waits for the lock, but not longer than a time; whether it was taken. */
    public boolean tryLock(Duration time) throws InterruptedException {
        return tryLock(Durations.nanos(time), TimeUnit.NANOSECONDS);
    }

    private boolean tryAcquire(Deadline deadline) throws InterruptedException {
        var taken = false;
        try {
            taken = acquire(deadline);
        } finally {
            settle(taken);
        }
        return taken;
    }

    /** Takes the lock for this process, whose local lock this thread has. */
    private boolean acquire(Deadline deadline) throws InterruptedException {
        if (local.getHoldCount() > 1) {
            return true;
        }
        var client = handle.client();
        for (var looks = 0; looks <= LOOKS; looks++) {
            if (word.tryTake(client.slot())) {
                return true;
            }
            Thread.onSpinWait();
        }
        if (deadline.isOver()) {
            return false;
        }
        return client.call(handle.resource(), LockResource.ACQUIRE).await(deadline) != null;
    }

    private void settle(boolean taken) {
        if (!taken) {
            local.unlock();
        } else if (local.getHoldCount() == 1) {
            abandonedBy = word.takeAbandonedBy();
        }
    }

    /**
     * Gives the lock back.
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
            // Those who wait have been told so too. The lock is free, as was asked.
        } finally {
            local.unlock();
        }
    }

    private void release() {
        switch (word.release(handle.client().slot())) {
            case DONE -> {}
            case TELL_BROKER -> handle.client().sendOneWay(handle.resource(), LockResource.LET_GO);
            case NOT_HELD ->
                throw new IllegalMonitorStateException(
                        "The lock was taken from this process while a thread here held it: "
                                + "process " + handle.client().pid()
                                + ", which created it, lost the connection to this one and gave it to the "
                                + "next. Both may have changed what it protects.");
        }
    }

    /**
     * Takes the lock for a try-with-resources statement.
     *
     * @return what unlocks it when it is closed
     */
    public Held hold() {
        lock();
        return this::unlock;
    }

    /** A lock that is held until this is closed. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** A new condition of this lock. To share it, pass it on: two calls give two conditions. */
    @Override
    public ProcessCondition newCondition() {
        return ProcessCondition.create(this);
    }

    /** Whether the calling thread holds the lock. */
    public boolean isHeldByCurrentThread() {
        return local.isHeldByCurrentThread();
    }

    /** Whether anybody, in any process, holds the lock; for showing, not for deciding. */
    public boolean isLocked() {
        return word.holder() != 0;
    }

    /** How often the calling thread has locked it and not yet unlocked it. */
    public int holdCount() {
        return local.getHoldCount();
    }

    /**
     * The PID of the process that ended while it held the lock, if that is how the calling thread came by it; what the lock
     * protects should then be checked. Only the first holder after the death is told.
     *
     * @throws IllegalMonitorStateException if this thread doesn't hold the lock
     */
    public OptionalLong abandonedBy() {
        if (!local.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("Only the thread that holds the lock can ask who held it before");
        }
        return abandonedBy == 0 ? OptionalLong.empty() : OptionalLong.of(abandonedBy);
    }

    /** Whether the process that held the lock before ended holding it; see {@link #abandonedBy()}. */
    public boolean previousHolderDied() {
        return abandonedBy().isPresent();
    }

    /** For a condition: unlocks wholly, and says how often it was locked. */
    int releaseAll() {
        var holds = local.getHoldCount();
        for (var i = 0; i < holds; i++) {
            unlock();
        }
        return holds;
    }

    /** For a condition: locks again as often as it was. */
    void lockAgain(int holds) {
        for (var i = 0; i < holds; i++) {
            lock();
        }
    }

    @Override
    public String toString() {
        var holder = word.holder();
        return "ProcessLock (" + (holder == 0 ? "free" : local.isHeldByCurrentThread() ? "held by this thread" : "held")
                + ")";
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** What travels in place of one. */
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
