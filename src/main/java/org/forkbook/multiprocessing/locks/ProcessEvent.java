package org.forkbook.multiprocessing.locks;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;
import org.forkbook.shm.CacheLine;
import org.forkbook.transport.OutputBarrier;

/**
 * An event: a flag that several processes share, and that they can wait for.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same event. Reading or setting the flag
 * takes one operation in shared memory; a waiting thread sleeps. When the process that created the event ends,
 * waiting threads get an {@link IllegalStateException}.
 *
 * <pre>{@code
 * var ready = ProcessEvent.create();
 * new WorkerProcess(() -> { ready.await(); System.out.println("go"); }).start();
 * ready.set();
 * }</pre>
 */
public final class ProcessEvent implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedHandle handle;
    private final transient EventState state;

    ProcessEvent(SharedHandle handle) {
        this.handle = handle;
        state = handle.isRelayed() ? new RelayedEventState(handle) : new SharedEventState(handle);
    }

    /**
     * Creates an event that is not set.
     *
     * @throws IllegalStateException if the system has no shared memory left
     */
    public static ProcessEvent create() {
        var line = CacheLine.allocate();
        return SharedHandle.create(line, new EventResource(line), ProcessEvent::new);
    }

    /**
     * Sets the flag and wakes all waiting threads.
     *
     * @throws IllegalStateException if a thread waits but the process that created the event has ended
     */
    public void set() {
        OutputBarrier.settle();
        state.set();
    }

    /** Clears the flag: from now on {@link #await()} waits. */
    public void clear() {
        state.clear();
    }

    /** Whether the flag is set. */
    public boolean isSet() {
        return state.isSet();
    }

    /**
     * Waits until the flag is set.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if the process that created the event has ended
     */
    public void await() throws InterruptedException {
        await(Deadline.NEVER);
    }

    /** Waits until the flag is set, up to a time limit; returns whether it was set. */
    public boolean await(Duration time) throws InterruptedException {
        return await(Deadline.in(time));
    }

    /** Waits until the flag is set, up to a time limit; returns whether it was set. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Deadline.inNanos(unit.toNanos(time)));
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (state.isSet()) {
            return true;
        }
        if (deadline.isOver()) {
            return false;
        }
        return handle.client().call(handle.resource(), EventResource.AWAIT).await(deadline) != null;
    }

    @Override
    public String toString() {
        return "ProcessEvent (" + (isSet() ? "set" : "not set") + ")";
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** The serialized form of an event. */
    private static final class Reference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        Reference(ProcessEvent face) {
            super(face.handle, face);
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new ProcessEvent(handle);
        }
    }
}
