package org.forkbook.multiprocessing.locks;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.multiprocessing.internal.InstalledFrontend;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;

/**
 * A condition of a {@link ProcessLock}: threads in several processes wait for a signal from a holder of the lock.
 *
 * <p>As with every condition, wait in a loop that checks the awaited state. A signal to a process that dies while it
 * waits goes to the next waiter. Every method throws {@link IllegalMonitorStateException} if the calling thread
 * doesn't hold the lock, and {@link IllegalStateException} if the process that created the condition or its lock has
 * ended.
 */
public final class ProcessCondition implements Condition, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedHandle handle;
    private final transient ProcessLock lock;

    private ProcessCondition(SharedHandle handle, ProcessLock lock) {
        this.handle = handle;
        this.lock = lock;
    }

    static ProcessCondition create(ProcessLock lock) {
        return SharedHandle.create(null, new ConditionResource(), handle -> new ProcessCondition(handle, lock));
    }

    private boolean waitFor(Deadline deadline) throws InterruptedException {
        checkHeld();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var client = handle.client();
        var place = client.call(handle.resource(), ConditionResource.ENLIST)
                .get()
                .payload()
                .getInt();
        var waiting = client.call(handle.resource(), ConditionResource.WAIT, PayloadCodec.ofInt(place));
        var holds = lock.releaseAll();
        try {
            return waiting.await(deadline) != null;
        } finally {
            lock.lockAgain(holds);
        }
    }

    private void checkHeld() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "Lock first: only a thread that holds the condition's lock can wait or signal");
        }
    }

    @Override
    public void await() throws InterruptedException {
        waitFor(Deadline.NEVER);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return waitFor(Deadline.inNanos(unit.toNanos(time)));
    }

    /** Waits for a signal, up to a time limit; false if none came. */
    public boolean await(Duration time) throws InterruptedException {
        return waitFor(Deadline.in(time));
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        var start = System.nanoTime();
        waitFor(Deadline.inNanos(nanosTimeout));
        return nanosTimeout - (System.nanoTime() - start);
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // The interface's own type.
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return waitFor(Deadline.in(Duration.between(Instant.now(), deadline.toInstant())));
    }

    @Override
    public void awaitUninterruptibly() {
        InstalledFrontend.waitUnlessStopping(() -> waitFor(Deadline.NEVER));
    }

    @Override
    public void signal() {
        checkHeld();
        handle.client().sendOneWay(handle.resource(), ConditionResource.SIGNAL);
    }

    @Override
    public void signalAll() {
        checkHeld();
        handle.client().sendOneWay(handle.resource(), ConditionResource.SIGNAL_ALL);
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** The serialized form of a condition. */
    private static final class Reference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        private final ProcessLock lock;

        Reference(ProcessCondition face) {
            super(face.handle, face);
            lock = face.lock;
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new ProcessCondition(handle, lock);
        }
    }
}
