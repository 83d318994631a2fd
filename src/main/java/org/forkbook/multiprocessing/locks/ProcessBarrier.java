package org.forkbook.multiprocessing.locks;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.broker.PendingCall;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A barrier for threads in several processes: a {@link java.util.concurrent.CyclicBarrier} across processes.
 *
 * <p>When all parties have arrived they all continue, and the barrier can be used again. The barrier breaks if a
 * waiting thread times out or is interrupted, or if a process that has the barrier is killed: all threads that wait,
 * and all that arrive later, get a {@link BrokenBarrierException} that tells why, until {@link #reset()}. When the
 * process that created the barrier ends they get an {@link IllegalStateException}.
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
        // The broker must know all processes that take part: if one is killed before it arrives, the others must not
        // wait for it.
        handle.client().sendOneWay(handle.resource(), BarrierResource.JOIN);
    }

    /**
     * Creates a barrier.
     *
     * @param parties the number of threads that wait for each other, at least one
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
     * @throws BrokenBarrierException if the barrier is broken or breaks; the message tells why
     * @throws InterruptedException if the thread is interrupted, which breaks the barrier
     * @throws IllegalStateException if the process that created the barrier has ended
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        return Objects.requireNonNull(await(Deadline.NEVER));
    }

    /**
     * Waits until all parties have arrived, up to a time limit.
     *
     * @throws TimeoutException if the time limit passes, which breaks the barrier
     */
    public int await(Duration time) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Deadline.in(time), time);
    }

    /**
     * Waits until all parties have arrived, up to a time limit.
     *
     * @throws TimeoutException if the time limit passes, which breaks the barrier
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

    /** The number of parties. */
    public int parties() {
        return parties;
    }

    /** The number of parties that have arrived and wait. */
    public int numberWaiting() {
        return ask(BarrierResource.LOOK).get().payload().getInt();
    }

    /** Whether it is broken. */
    public boolean isBroken() {
        return ask(BarrierResource.LOOK).get().status() == BarrierResource.BROKEN;
    }

    /** Resets the barrier to its initial state; waiting threads get a {@link BrokenBarrierException}. */
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

    /** The serialized form of a barrier. */
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
