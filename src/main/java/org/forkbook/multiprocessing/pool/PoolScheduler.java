package org.forkbook.multiprocessing.pool;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.multiprocessing.internal.CallbackExecutor;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.multiprocessing.monitor.TaskRecord;
import org.forkbook.multiprocessing.monitor.Timeline;
import org.forkbook.multiprocessing.monitor.WorkerInfo.State;
import org.forkbook.multiprocessing.monitor.WorkerLife;
import org.forkbook.multiprocessing.monitor.WorkerTable;
import org.forkbook.service.FailureHandler;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of a pool: it assigns chunks to workers, and handles the end of each worker.
 *
 * <p>Callers submit and cancel; each worker's own thread reports the outcome of its chunk. All state is guarded by
 * {@code lock}. Scheduling decisions are made under the lock. Afterwards, without it, the deciding thread hands over
 * a chunk, starts a worker or delivers an outcome, because these serialize, start processes and run users' code.
 * Under the lock only short messages are sent to workers that are leaving: {@link PoolWorker#finish} sends a stop to
 * an idle worker, whose socket has room for it, and {@link PoolWorker#kill} leaves the kill to the {@link
 * DeadlineScheduler}.
 *
 * <p>A worker has at most one chunk, and that chunk is only ever taken from it under the lock. So each outcome is
 * delivered exactly once, whichever of a result, a timeout, a cancellation and the worker's end comes first.
 *
 * <p>Submissions are scheduled round-robin: a map with chunks left goes to the end of the queue after each, so that a
 * short task doesn't wait for a long map. A chunk that is to run again goes first.
 */
final class PoolScheduler {
    private static final int ATTEMPTS = 3;
    /** This many workers in a row that never became ready break the pool; fewer may have been killed by someone. */
    private static final int FAILED_STARTS = 3;

    /** The delay before starting workers is tried again, as long as some workers run; it doubles each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final int MOST_DOUBLINGS = 5;

    private static final FailureHandler FAILURES = FailureHandler.logging("A pool");

    /** The scheduler, if any, that accepted what the current thread runs. */
    static final ThreadLocal<@Nullable PoolScheduler> HELD = new ThreadLocal<>();

    private final Object lock = new Object();
    private final int size;
    private final PoolSettings settings;
    private final WorkerFactory workerFactory;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger functions = new AtomicInteger();
    private final CountDownLatch terminated = new CountDownLatch(1);

    private final ArrayDeque<TaskSubmission> waiting = new ArrayDeque<>();
    private final ArrayDeque<Chunk> again = new ArrayDeque<>();
    private final Set<Slot> slots = new LinkedHashSet<>();
    private final ArrayDeque<Slot> idle = new ArrayDeque<>();
    private final Set<Chunk> delivering = new HashSet<>();
    private final PoolHistory history = new PoolHistory();
    private Phase phase = Phase.OPEN;
    private int held;
    private int failedStarts;
    private boolean growsLater; // some workers run, and others don't start: a timer will try again
    private boolean vacant; // a worker is ending, and needs a replacement
    private @Nullable BrokenPoolException broken;

    private enum Phase {
        /** Accepts submissions. */
        OPEN,
        /** Finishes what was submitted. */
        DRAINING,
        /** Waits for its workers to end. */
        STOPPING
    }

    /**
     * The factory of workers. It has no reference to the pool: an unreachable pool ends, though its workers still
     * run.
     */
    @FunctionalInterface
    interface WorkerFactory {
        /** Creates a worker, which is not started yet. */
        PoolWorker create(PoolScheduler scheduler, Slot slot);
    }

    /**
     * The scheduler's record of one worker, from its start to its end. All but the worker itself is guarded by the
     * lock.
     */
    static final class Slot {
        private final PoolWorker worker;
        private State state = State.STARTING;
        private final Instant started = Instant.now();
        private @Nullable Instant cameUp;
        private long tasksDone;
        private @Nullable Chunk current;
        /** What the current chunk fails with when this worker has ended; null if that follows from how it ended. */
        private @Nullable Throwable verdict;

        private Slot(PoolScheduler scheduler) {
            worker = scheduler.workerFactory.create(scheduler, this);
        }

        private WorkerLife life(@Nullable Instant ended, boolean died, String ending) {
            return new WorkerLife(
                    worker.pid(),
                    worker.name(),
                    started,
                    cameUp,
                    ended,
                    died,
                    ending,
                    tasksDone,
                    worker.startMethod(),
                    worker.exitCode());
        }
    }

    PoolScheduler(int size, PoolSettings settings, WorkerFactory workerFactory) {
        this.size = size;
        this.settings = settings;
        this.workerFactory = workerFactory;
    }

    /** Starts the workers. They start in parallel, while the caller goes on. */
    void open() {
        startMissing();
    }

    /**
     * Queues a submission.
     *
     * @throws RejectedExecutionException if the pool accepts no more submissions
     */
    void submit(TaskSubmission submission) {
        synchronized (lock) {
            checkOpen();
            waiting.addLast(submission);
        }
        handOut();
    }

    private void checkOpen() {
        if (broken != null) {
            throw broken.again();
        }
        boolean promised = phase == Phase.DRAINING && HELD.get() == this;
        if (phase != Phase.OPEN && !promised) {
            throw new RejectedExecutionException(
                    settings.name() + " has been shut down: submit before close(), or create a new pool.");
        }
    }

    /** Keeps the pool from ending until {@link #letGo}: a task was accepted that isn't in the queue yet. */
    void hold() {
        synchronized (lock) {
            checkOpen();
            held++;
        }
    }

    void letGo() {
        synchronized (lock) {
            held--;
            settleIfDone();
        }
    }

    /** Hands waiting chunks to idle workers, and replaces workers that have ended. */
    private void handOut() {
        while (true) {
            Slot slot;
            Chunk chunk;
            boolean fill;
            synchronized (lock) {
                fill = vacant;
                vacant = false;
            }
            if (fill) {
                startMissing();
            }
            synchronized (lock) {
                slot = idle.peekLast();
                chunk = slot == null ? null : nextChunk();
                if (slot == null || chunk == null) {
                    settleIfDone();
                    return;
                }
                idle.pollLast();
                slot.current = chunk;
                slot.state = State.BUSY;
                chunk.start = Instant.now();
            }
            hand(slot, chunk);
        }
    }

    private void hand(Slot slot, Chunk chunk) {
        try {
            var most = settings.taskTimeout();
            if (most != null) {
                var limit = Durations.times(most, Math.max(1, chunk.count));
                chunk.timer = DeadlineScheduler.after(limit, () -> expire(slot, chunk, most));
            }
            slot.worker.perform(chunk);
        } catch (Throwable e) { // There may be no thread for it.
            refuse(slot, chunk, e);
        }
    }

    private void refuse(Slot slot, Chunk chunk, Throwable e) {
        if (release(slot, chunk.id, TaskRecord.Outcome.FAILED, -1) != null) {
            tell(chunk, () -> new Object[0], e);
        }
    }

    /** Fails a chunk that can't be sent: the worker has received nothing and is free again. */
    void refused(Slot slot, Chunk chunk, Throwable reason) {
        refuse(slot, chunk, reason);
        handOut();
    }

    /** Fails a chunk that may have been sent in part: its worker is ended, and it fails with the reason. */
    void lost(Slot slot, Chunk chunk, Throwable reason) {
        synchronized (lock) {
            if (slot.current == chunk) {
                endWith(slot, reason);
            }
        }
    }

    /** Reports a chunk's failure to its submission, which ends in any case; does not throw. */
    private static void tell(Chunk chunk, Callable<Object[]> before, Throwable failure) {
        try {
            chunk.submission.failed(chunk, before, failure);
        } catch (Throwable e) {
            // Thrown by the caller's own output or exception; the worker's thread serves other submissions too.
            FAILURES.stepFailed(e);
            chunk.submission.abandoned(failure);
        }
    }

    private @Nullable Chunk nextChunk() {
        for (var chunk = again.pollFirst(); chunk != null; chunk = again.pollFirst()) {
            if (!chunk.submission.over) {
                return chunk;
            }
        }
        for (var submission = waiting.pollFirst(); submission != null; submission = waiting.pollFirst()) {
            var chunk = submission.over ? null : submission.next(size);
            if (chunk != null) {
                if (submission.hasMore()) {
                    waiting.addLast(submission);
                }
                return chunk;
            }
        }
        return null;
    }

    /** Takes a chunk from its worker and frees the worker; null if the worker no longer has that chunk. */
    private @Nullable Chunk release(Slot slot, long id, TaskRecord.Outcome outcome, long nanos) {
        synchronized (lock) {
            var chunk = slot.current;
            if (chunk == null || chunk.id != id) {
                return null;
            }
            record(slot, chunk, outcome, nanos);
            slot.current = null;
            slot.tasksDone += chunk.count;
            if (slot.state == State.BUSY) {
                if ((settings.maxTasksPerWorker() > 0 && slot.tasksDone >= settings.maxTasksPerWorker())
                        || slot.worker.isWorn()) {
                    leave(slot);
                    slot.worker.finish();
                } else {
                    slot.state = State.IDLE;
                    idle.addLast(slot);
                }
            }
            return chunk;
        }
    }

    private void record(Slot slot, Chunk chunk, TaskRecord.Outcome outcome, long nanos) {
        var timer = chunk.timer;
        if (timer != null) {
            timer.cancel(false);
        }
        history.ended(slot.worker, chunk, outcome, nanos);
    }

    /** A worker has become ready. */
    void ready(Slot slot) {
        synchronized (lock) {
            failedStarts = 0;
            slot.cameUp = Instant.now();
            if (slot.state != State.STARTING) {
                return; // It is being ended.
            }
            slot.state = State.IDLE;
            idle.addFirst(slot);
        }
        handOut();
    }

    /**
     * A chunk has returned.
     *
     * @param runsCode whether it may run code of users' classes to read the results
     */
    void returned(Slot slot, long id, Callable<Object[]> results, boolean runsCode, long nanos) {
        var chunk = release(slot, id, TaskRecord.Outcome.DONE, nanos);
        if (chunk == null) {
            return;
        }
        synchronized (lock) {
            chunk.submission.measured(chunk, nanos);
        }
        handOut(); // The worker continues while its results are read.
        if (runsCode) {
            deliverApart(chunk, () -> deliver(slot, chunk, results));
        } else if (!chunk.submission.over) {
            deliver(slot, chunk, results);
        }
    }

    /**
     * Delivers an outcome on a thread that serves no worker, unless nobody waits for it any more. A pool that is
     * draining does not end before.
     */
    private void deliverApart(Chunk chunk, Runnable delivery) {
        try {
            synchronized (lock) {
                delivering.add(chunk);
            }
            CallbackExecutor.callUserCode(chunk.submission.scope, () -> {
                try {
                    if (!chunk.submission.over) {
                        delivery.run();
                    }
                } finally {
                    delivered(chunk);
                }
            });
        } catch (Throwable e) { // There is no thread for it.
            tell(chunk, () -> new Object[0], e);
            delivered(chunk);
        }
    }

    private void delivered(Chunk chunk) {
        synchronized (lock) {
            delivering.remove(chunk);
            settleIfDone();
        }
    }

    private void deliver(Slot slot, Chunk chunk, Callable<Object[]> results) {
        try {
            var opened = results.call();
            if (opened.length < chunk.count) {
                throw new IOException(opened.length + " results came for " + chunk.count + " calls");
            }
            chunk.submission.returned(chunk, opened);
        } catch (Throwable e) { // Reading the results runs code of their classes.
            tell(chunk, () -> new Object[0], unreadable(slot, chunk, e));
        }
    }

    private static RemoteException unreadable(Slot slot, Chunk chunk, Throwable e) {
        var failure = new RemoteException(
                "The result of " + chunk.label + " came from worker process " + slot.worker.pid()
                        + " but can't be read here: "
                        + UserCode.text(e),
                slot.worker.pid(),
                "",
                UserCode.frames(e).toArray(new StackTraceElement[0]));
        failure.initCause(e);
        return failure;
    }

    /** A chunk has thrown. */
    void failed(
            Slot slot,
            long id,
            Callable<Object[]> before,
            Function<Chunk, Throwable> failure,
            boolean unfit,
            long nanos) {
        if (unfit) {
            retire(slot);
        }
        var chunk = release(slot, id, TaskRecord.Outcome.FAILED, nanos);
        if (chunk != null) {
            handOut();
            deliverApart(chunk, () -> tell(chunk, before, made(chunk, failure)));
        }
    }

    /** The failure of a chunk, or what its deserialization has thrown. */
    private static Throwable made(Chunk chunk, Function<? super Chunk, Throwable> failure) {
        try {
            return failure.apply(chunk);
        } catch (Throwable e) { // It deserializes the worker's exception, whose class may run any code.
            return e;
        }
    }

    /** Replaces a worker after an error such as out-of-memory, which makes it unfit for another task. */
    private void retire(Slot slot) {
        synchronized (lock) {
            if (slot.state == State.BUSY) {
                leave(slot);
                slot.worker.finish();
            }
        }
    }

    private void expire(Slot slot, Chunk chunk, Duration most) {
        synchronized (lock) {
            if (slot.current == chunk) {
                endWith(
                        slot,
                        new TaskTimeoutException(chunk.label + " took longer than the " + Units.seconds(most)
                                + " that the pool's taskTimeout allows; its worker, process " + slot.worker.pid()
                                + ", was ended. Allow more time, or make the task smaller."));
            }
        }
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    int nextFunction() {
        return functions.incrementAndGet();
    }

    /**
     * Removes a submission that its owner has cancelled and that is over; if {@code running}, its running chunks are
     * ended too.
     */
    void cancelled(TaskSubmission submission, boolean running) {
        if (running) {
            cancelRunning(submission);
        }
        finished(submission);
    }

    /** Ends the running chunks of a submission, which is over already. */
    private void cancelRunning(TaskSubmission submission) {
        synchronized (lock) {
            for (var slot : slots) {
                if (slot.current != null && slot.current.submission == submission) {
                    endWith(slot, new CancellationException("cancelled"));
                }
            }
        }
        handOut();
    }

    /** Cleans up after a submission that is over: workers may forget its function. */
    void finished(TaskSubmission submission) {
        synchronized (lock) {
            if (submission.function != 0) {
                slots.forEach(slot -> slot.worker.forget(submission.function));
            }
            settleIfDone();
        }
    }

    int size() {
        return size;
    }

    @Override
    public String toString() {
        var state = isTerminated() ? "ended" : isShutdown() ? "shutting down" : "running";
        return settings.name() + " (" + (size == 1 ? "1 worker" : size + " workers") + ", " + state + ")";
    }

    /** Ends the running chunks of a function, whose submissions are over already. */
    void cancelFunction(int function) {
        synchronized (lock) {
            for (var slot : slots) {
                if (slot.current != null && slot.current.submission.function == function) {
                    slot.current.submission.over = true;
                    endWith(slot, new CancellationException("cancelled"));
                }
                slot.worker.forget(function);
            }
        }
        handOut();
    }

    private void endWith(Slot slot, Throwable verdict) {
        if (slot.verdict == null) {
            slot.verdict = verdict;
        }
        leave(slot);
        slot.worker.kill();
    }

    private void leave(Slot slot) {
        slot.state = State.ENDING;
        idle.remove(slot);
        vacant = true;
    }

    /** Breaks the pool: the initializer has failed in a worker, and would fail in all others. */
    void initializerFailed(Slot slot, Throwable failure) {
        breakPool(
                settings.name() + "'s initializer failed in worker process " + slot.worker.pid() + ": "
                        + UserCode.text(failure) + ". No task can run; fix the initializer and create a new pool.",
                failure);
    }

    private void breakPool(String message, Throwable cause) {
        List<TaskSubmission> lost = new ArrayList<>();
        BrokenPoolException failure;
        synchronized (lock) {
            if (broken != null) {
                return;
            }
            failure = new BrokenPoolException(message, cause);
            broken = failure;
            phase = Phase.STOPPING;
            drainInto(lost);
            slots.forEach(slot -> endWith(slot, failure));
            settleIfDone();
        }
        lost.forEach(submission -> submission.abandoned(failure));
    }

    private void drainInto(List<TaskSubmission> jobs) {
        again.forEach(chunk -> jobs.add(chunk.submission));
        again.clear();
        jobs.addAll(waiting);
        waiting.clear();
    }

    /**
     * A worker has ended.
     *
     * @param how how it ended, as text
     * @param death makes the exception that its chunk fails with if the end was not intended; applied to the chunk,
     *     or to null if it had none
     */
    void ended(Slot slot, String how, Function<@Nullable Chunk, Throwable> death) {
        Chunk lost;
        Throwable failure = null;
        boolean neverUp;
        boolean failsToGrow;
        boolean isAnyUp;
        Duration pause = null;
        synchronized (lock) {
            slots.remove(slot);
            idle.remove(slot);
            lost = slot.current;
            slot.current = null;
            neverUp = slot.cameUp == null && slot.state == State.STARTING;
            boolean died = slot.state != State.ENDING;
            leave(slot);
            if (lost != null) {
                record(slot, lost, TaskRecord.Outcome.LOST, -1);
                failure = slot.verdict;
                if (failure == null && settings.onWorkerDeath() == OnWorkerDeath.RETRY && runAgain(lost)) {
                    lost = null;
                }
            }
            failedStarts += neverUp ? 1 : 0;
            failsToGrow = failedStarts >= FAILED_STARTS;
            isAnyUp = isAnyUp();
            if (neverUp && failsToGrow && isAnyUp && !growsLater) {
                growsLater = true;
                pause = FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failedStarts - FAILED_STARTS));
            }
            history.ended(slot.life(Instant.now(), died, died ? how : reason(slot)));
        }
        if (lost != null) {
            tell(lost, () -> new Object[0], failure == null ? death.apply(lost) : failure);
        }
        if (neverUp && failsToGrow) {
            if (pause != null) {
                var unused = DeadlineScheduler.after(pause, this::tryAgain);
            } else if (!isAnyUp) {
                var why = death.apply(null);
                breakPool("The workers of " + settings.name() + " don't start. " + why.getMessage(), why);
            }
        }
        handOut();
    }

    /** Whether there is a worker that has become ready and is not ending. */
    private boolean isAnyUp() {
        return slots.stream().anyMatch(other -> other.cameUp != null && other.state != State.ENDING);
    }

    private void tryAgain() {
        synchronized (lock) {
            growsLater = false;
            vacant = true;
        }
        handOut();
    }

    /** Why the pool ended a worker. */
    private String reason(Slot slot) {
        var verdict = slot.verdict;
        if (verdict != null && verdict.getMessage() != null) {
            return verdict.getMessage();
        }
        return phase == Phase.OPEN ? "replaced after " + slot.tasksDone + " tasks" : "the pool was closed";
    }

    /**
     * Queues a chunk again whose worker died. A chunk of many calls is bisected: in the end only the call that kills
     * its worker fails, and none that happened to be in the same chunk.
     */
    private boolean runAgain(Chunk lost) {
        if (phase == Phase.STOPPING) {
            return false;
        }
        if (lost.count > 1) {
            again.addAll(lost.submission.split(lost));
            return true;
        }
        if (++lost.attempts == ATTEMPTS) {
            return false;
        }
        again.addLast(lost);
        return true;
    }

    /** Starts the missing workers; when the pool is draining, only as long as there is work left. */
    private void startMissing() {
        while (true) {
            Slot started;
            synchronized (lock) {
                int wanted = switch (phase) {
                    case OPEN -> size;
                    case DRAINING -> waiting.isEmpty() && again.isEmpty() && held == 0 ? 0 : size;
                    case STOPPING -> 0;
                };
                if (slots.stream().filter(slot -> slot.state != State.ENDING).count() >= wanted
                        || (growsLater && isAnyUp())) {
                    return;
                }
                started = new Slot(this);
                slots.add(started);
            }
            started.worker.start();
        }
    }

    /** Accepts no more submissions: finishes the earlier ones, then ends the workers. */
    void shutdown() {
        synchronized (lock) {
            if (phase == Phase.OPEN) {
                phase = Phase.DRAINING;
            }
        }
        handOut();
    }

    /** Ends all at once; returns the submissions that no worker had begun. */
    List<TaskSubmission> shutdownNow() {
        List<TaskSubmission> lost = new ArrayList<>();
        var reason = new CancellationException(settings.name() + " was shut down immediately");
        synchronized (lock) {
            phase = Phase.STOPPING;
            drainInto(lost);
            slots.forEach(slot -> endWith(slot, reason));
            settleIfDone();
        }
        lost.removeIf(submission -> submission.over);
        return lost;
    }

    /** Ends the idle workers of a pool that is shutting down and has nothing left to do; called under the lock. */
    private void settleIfDone() {
        if (phase == Phase.OPEN) {
            return;
        }
        waiting.removeIf(submission -> submission.over);
        again.removeIf(chunk -> chunk.submission.over);
        delivering.removeIf(chunk -> chunk.submission.over);
        if (waiting.isEmpty() && again.isEmpty() && ((held == 0 && delivering.isEmpty()) || phase == Phase.STOPPING)) {
            for (var slot : slots) {
                if (slot.state == State.IDLE) {
                    slot.state = State.ENDING;
                    idle.remove(slot);
                    slot.worker.finish();
                } else if (slot.state == State.STARTING) {
                    slot.state = State.ENDING;
                    slot.worker.kill(); // It has never run anything.
                }
            }
            if (slots.isEmpty()) {
                phase = Phase.STOPPING;
                terminated.countDown();
            }
        }
    }

    boolean isShutdown() {
        synchronized (lock) {
            return phase != Phase.OPEN;
        }
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    WorkerTable workers() {
        List<WorkerTable.Row> rows;
        List<WorkerLife> ended;
        synchronized (lock) {
            rows = slots.stream()
                    .map(slot -> new WorkerTable.Row(slot.worker, slot.state, slot.tasksDone))
                    .toList();
            ended = history.ended();
        }
        return WorkerTable.of(rows, ended);
    }

    /** The processes that run a function right now. */
    List<Long> atWork(int function) {
        synchronized (lock) {
            return slots.stream()
                    .filter(slot -> slot.current != null && slot.current.submission.function == function)
                    .map(slot -> slot.worker.pid())
                    .toList();
        }
    }

    Timeline timeline() {
        synchronized (lock) {
            return history.timeline(
                    slots.stream().map(slot -> slot.life(null, false, "")).toList());
        }
    }
}
