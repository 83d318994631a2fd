package org.forkbook.multiprocessing.locks;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.broker.Deadline;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.broker.PendingCall;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.jspecify.annotations.Nullable;

/**
 * A point where a number of threads, in any processes, wait for each other: a
 * {@link java.util.concurrent.CyclicBarrier} across processes.
 *
 * <p>When all have arrived they all go on, and the barrier is ready for the next time. If one of them gives up, because its
 * time is over or it is interrupted, or if a process that has the barrier is killed, the barrier breaks: all who wait, and
 * all who come later, get a {@link BrokenBarrierException} that says why, until {@link #reset()}. When the process ends that
 * created the barrier they get an {@link IllegalStateException}.
 *
 * <pre>{@code
 * var barrier = ProcessBarrier.create(3);
 * for (int i = 0; i < 3; i++) {
 *     new WorkerProcess(() -> { load(); barrier.await(); compute(); }).start();
 * }
 * }</pre>
 */
public final class ProcessBarrier implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedHandle handle;
    private final transient int parties;

    private ProcessBarrier(SharedHandle handle, int parties) {
        this.handle = handle;
        this.parties = parties;
        // The broker is to know all who take part: if one is killed before it arrives, the others must not wait for it.
        handle.client().sendOneWay(handle.resource(), BarrierResource.JOIN);
    }

    /**
     * A new barrier.
     *
     * @param parties how many threads meet at it, at least one
     */
    public static ProcessBarrier create(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be positive, got " + parties);
        }
        return SharedHandle.create(null, new BarrierResource(parties), handle -> new ProcessBarrier(handle, parties));
    }

    /**
     * Waits until all parties have arrived.
     *
     * @return the order of arrival: {@code parties() - 1} for the first to arrive, 0 for the last
     * @throws BrokenBarrierException if the barrier is or gets broken; the message says by what
     * @throws InterruptedException if the thread is interrupted, which breaks the barrier
     * @throws IllegalStateException if the process that created the barrier has ended
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        var order = await(Deadline.NEVER);
        if (order == null) {
            throw new AssertionError("a deadline that never comes has come");
        }
        return order;
    }

    /**
     * Waits until all parties have arrived, but not longer than a time.
     *
     * @throws TimeoutException if the time is over, which breaks the barrier
     */
    public int await(Duration time) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Deadline.in(time), time);
    }

    /**
     * Waits until all parties have arrived, but not longer than a time.
     *
     * @throws TimeoutException if the time is over, which breaks the barrier
     */
    public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
        var nanos = unit.toNanos(time);
        return await(Deadline.inNanos(nanos), Duration.ofNanos(nanos));
    }

    private int await(Deadline deadline, Duration time)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        var order = await(deadline);
        if (order == null) {
            throw new TimeoutException("Not all of " + parties() + " parties arrived within " + Units.seconds(time));
        }
        return order;
    }

    private @Nullable Integer await(Deadline deadline) throws InterruptedException, BrokenBarrierException {
        var answer = ask(BarrierResource.AWAIT).await(deadline);
        if (answer == null) {
            return null;
        }
        if (answer.status() == BarrierResource.BROKEN) {
            throw new BrokenBarrierException(
                    PayloadCodec.takeString(answer.payload()) + ". The barrier is broken until reset() is called.");
        }
        return answer.status();
    }

    private PendingCall ask(int operation) {
        return handle.client().call(handle.resource(), operation);
    }

    /** How many threads meet at it. */
    public int parties() {
        return parties;
    }

    /** How many have arrived and wait. */
    public int numberWaiting() {
        return ask(BarrierResource.LOOK).get().payload().getInt();
    }

    /** Whether it is broken. */
    public boolean isBroken() {
        return ask(BarrierResource.LOOK).get().status() == BarrierResource.BROKEN;
    }

    /** Makes it as new; those who wait get a {@link BrokenBarrierException}. */
    public void reset() {
        handle.client().sendOneWay(handle.resource(), BarrierResource.RESET);
    }

    @Override
    public String toString() {
        return "ProcessBarrier (" + parties() + " parties)";
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** What travels in place of one. */
    private static final class Reference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        private final int parties;

        Reference(ProcessBarrier face) {
            super(face.handle, face);
            parties = face.parties;
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new ProcessBarrier(handle, parties);
        }
    }
}
