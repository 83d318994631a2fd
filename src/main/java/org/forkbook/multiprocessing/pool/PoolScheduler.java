package org.forkbook.multiprocessing.pool;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
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
import java.util.function.Predicate;
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
 * The scheduler of a pool: the queue of submissions, which it hands out to workers chunk by chunk, and the outcomes
 * of the chunks. {@link PoolWorkers} keeps the workers.
 *
 * <p>Callers submit and cancel; each worker's own thread reports the outcome of its chunk. All state, that of the
 * workers included, is guarded by {@code lock}, and decisions are made under it. Afterwards, without it, the deciding
 * thread hands over a chunk, ends a worker or delivers an outcome: nothing is sent, started, killed, serialized or
 * called back under the lock. It is held for a moment only, so a submission or a question never waits for a process.
 *
 * <p>A thread that submits hands chunks to any idle worker. One that reads a worker's messages does so for this
 * worker alone, and leaves other workers to a thread of the {@link CallbackExecutor}: sending to a worker may wait,
 * and no worker's output waits for another worker. What may run users' code, such as serialization, never runs on a
 * reading thread.
 *
 * <p>A worker has at most one chunk, and that chunk is only ever taken from it under the lock. So each outcome is
 * delivered exactly once, whichever of a result, a timeout, a cancellation and the worker's end comes first.
 *
 * <p>Submissions are scheduled round-robin: a map with chunks left goes to the end of the queue after each, so that a
 * short task doesn't wait for a long map. A chunk that is to run again goes first.
 */
final class PoolScheduler {
    private static final int ATTEMPTS = 3;
    /** How often the size of an elastic pool is adapted. */
    private static final Duration ADAPTING = Duration.ofMillis(500);

    private static final FailureHandler FAILURES = FailureHandler.logging("A pool");

    /** The scheduler, if any, that accepted what the current thread runs. */
    static final ThreadLocal<@Nullable PoolScheduler> HELD = new ThreadLocal<>();

    private final Object lock = new Object();
    private final String name;
    private final PoolSize size;
    private final @Nullable Duration taskTimeout;
    private final OnWorkerDeath onWorkerDeath;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger functions = new AtomicInteger();
    private final CountDownLatch terminated = new CountDownLatch(1);

    private final PoolWorkers workers;
    private final ArrayDeque<TaskSubmission> waiting = new ArrayDeque<>();
    private final ArrayDeque<Chunk> again = new ArrayDeque<>();
    private final Set<Chunk> delivering = new HashSet<>();
    private final PoolHistory history = new PoolHistory();
    private volatile Runnable whenTerminated = () -> {};
    private Phase phase = Phase.OPEN;
    private int held;
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
     * A scheduler whose workers are not started yet.
     *
     * @param taskTimeout the time limit of a task; null for none
     * @param onWorkerDeath the policy for a task whose worker dies
     * @param maxTasksPerWorker the number of tasks after which a worker is replaced; 0 for never
     */
    PoolScheduler(
            String name,
            PoolSize size,
            @Nullable Duration taskTimeout,
            OnWorkerDeath onWorkerDeath,
            int maxTasksPerWorker,
            PoolWorker.Factory factory) {
        this.name = name;
        this.size = size;
        this.taskTimeout = taskTimeout;
        this.onWorkerDeath = onWorkerDeath;
        this.workers = new PoolWorkers(this, name, size, maxTasksPerWorker, factory);
    }

    /**
     * Starts the workers, on the calling thread: one that creates a pool is told if that is impossible. They come up
     * in parallel, while the caller goes on.
     */
    void open() {
        DeadlineScheduler.start();
        var first = new ArrayList<PoolWorker>();
        synchronized (lock) {
            workers.fill(first::add);
        }
        first.forEach(PoolWorker::start);
    }

    /** Starts the workers on threads of their own. */
    void openLater() {
        DeadlineScheduler.start();
        decide(workers::fill);
        if (size.isElastic()) {
            adaptLater();
        }
    }

    private void adaptLater() {
        var unused = DeadlineScheduler.after(ADAPTING, this::adapt);
    }

    /**
     * Adapts the number of workers to the work: it doubles while tasks wait and all workers are busy, and those that
     * have been idle for long are ended.
     */
    private void adapt() {
        synchronized (lock) {
            if (phase == Phase.STOPPING) {
                return;
            }
            if (workers.nextIdle() != null) {
                workers.shrink();
            } else if (!waiting.isEmpty() || !again.isEmpty()) {
                workers.grow();
            }
        }
        workers.carryOut();
        adaptLater();
    }

    /** Adds what is done, on any thread, once all workers have ended. */
    void whenTerminated(Runnable action) {
        whenTerminated = action;
    }

    /** Decides something under the lock, and then carries out what that means for workers. */
    private void decide(Runnable decision) {
        synchronized (lock) {
            decision.run();
        }
        workers.carryOut();
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
                    name + " has been shut down: submit before close(), or create a new pool.");
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
        decide(() -> {
            held--;
            settleIfDone();
        });
    }

    /** Hands waiting chunks to idle workers, from a thread that serves no worker. */
    private void handOut() {
        handOut(worker -> true);
    }

    /**
     * Hands waiting chunks to idle workers, and replaces workers that have ended.
     *
     * @param here the workers to which the calling thread may send; other threads send to the rest
     */
    private void handOut(Predicate<PoolWorker> here) {
        while (true) {
            PoolWorker worker;
            Chunk chunk;
            synchronized (lock) {
                if (wantsWorkers()) {
                    workers.fill();
                }
                worker = workers.nextIdle();
                chunk = worker == null ? null : nextChunk();
                if (worker != null && chunk != null) {
                    workers.assign(worker, chunk);
                } else {
                    settleIfDone();
                }
            }
            workers.carryOut();
            if (worker == null || chunk == null) {
                return;
            }
            hand(worker, chunk, here.test(worker));
        }
    }

    /** Whether workers that end are replaced: when the pool is draining, only as long as there is work left. */
    private boolean wantsWorkers() {
        return switch (phase) {
            case OPEN -> true;
            case DRAINING -> !waiting.isEmpty() || !again.isEmpty() || held > 0;
            case STOPPING -> false;
        };
    }

    private void hand(PoolWorker worker, Chunk chunk, boolean here) {
        try {
            var most = taskTimeout;
            if (most != null) {
                var limit = Durations.times(most, Math.max(1, chunk.count));
                chunk.timer = DeadlineScheduler.after(limit, () -> expire(worker, chunk, most));
            }
            if (here) {
                worker.perform(chunk);
            } else {
                CallbackExecutor.CALLBACKS.execute(() -> performApart(worker, chunk));
            }
        } catch (Throwable e) { // There may be no thread for it.
            refuse(worker, chunk, e);
        }
    }

    private void performApart(PoolWorker worker, Chunk chunk) {
        try {
            worker.perform(chunk);
        } catch (Throwable e) { // As in hand().
            refused(worker, chunk, e);
        }
    }

    private void refuse(PoolWorker worker, Chunk chunk, Throwable e) {
        if (release(worker, chunk.id, TaskRecord.Outcome.FAILED, -1, false) != null) {
            tell(chunk, () -> new Object[0], e);
        }
    }

    /** Fails a chunk that can't be sent: the worker has received nothing and is free again. */
    void refused(PoolWorker worker, Chunk chunk, Throwable reason) {
        refuse(worker, chunk, reason);
        handOut();
    }

    /** Fails a chunk that may have been sent in part: its worker is ended, and it fails with the reason. */
    void lost(PoolWorker worker, Chunk chunk, Throwable reason) {
        decide(() -> {
            if (worker.current == chunk) {
                workers.end(worker, reason);
            }
        });
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
            var chunk = submission.over ? null : submission.next(workers.wanted());
            if (chunk != null) {
                if (submission.hasMore()) {
                    waiting.addLast(submission);
                }
                return chunk;
            }
        }
        return null;
    }

    /**
     * Takes a chunk from its worker and frees the worker; null if the worker no longer has that chunk.
     *
     * @param unfit whether the worker must not have another, as after running out of memory
     */
    private @Nullable Chunk release(PoolWorker worker, long id, TaskRecord.Outcome outcome, long nanos, boolean unfit) {
        synchronized (lock) {
            var chunk = worker.current;
            if (chunk == null || chunk.id != id) {
                return null;
            }
            record(worker, chunk, outcome, nanos);
            if (outcome == TaskRecord.Outcome.DONE) {
                chunk.submission.measured(chunk, nanos, worker.isRemote());
            }
            workers.freed(worker, chunk.count, unfit);
            return chunk;
        }
    }

    private void record(PoolWorker worker, Chunk chunk, TaskRecord.Outcome outcome, long nanos) {
        var timer = chunk.timer;
        if (timer != null) {
            timer.cancel(false);
        }
        history.ended(worker, chunk, outcome, nanos);
    }

    /** A worker has become ready; called by the thread that reads its messages. */
    void ready(PoolWorker worker) {
        decide(() -> workers.ready(worker));
        handOut(other -> other == worker);
    }

    /**
     * A chunk has returned; called by the thread that reads the worker's messages.
     *
     * @param runsCode whether it may run code of users' classes to read the results
     */
    void returned(PoolWorker worker, long id, Callable<Object[]> results, boolean runsCode, long nanos) {
        var chunk = release(worker, id, TaskRecord.Outcome.DONE, nanos, false);
        if (chunk == null) {
            return;
        }
        handOut(other -> other == worker); // The worker continues while its results are read.
        if (runsCode) {
            deliverApart(chunk, () -> deliver(worker, chunk, results));
        } else if (!chunk.submission.over) {
            deliver(worker, chunk, results);
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
        decide(() -> {
            delivering.remove(chunk);
            settleIfDone();
        });
    }

    private void deliver(PoolWorker worker, Chunk chunk, Callable<Object[]> results) {
        try {
            var opened = results.call();
            if (opened.length < chunk.count) {
                throw new IOException(opened.length + " results came for " + chunk.count + " calls");
            }
            chunk.submission.returned(chunk, opened);
        } catch (Throwable e) { // Reading the results runs code of their classes.
            tell(chunk, () -> new Object[0], unreadable(worker, chunk, e));
        }
    }

    private static RemoteException unreadable(PoolWorker worker, Chunk chunk, Throwable e) {
        var failure = new RemoteException(
                "The result of " + chunk.label + " came from worker " + worker.place()
                        + " but can't be read here: "
                        + UserCode.text(e),
                worker.pid(),
                worker.host(),
                "",
                UserCode.frames(e).toArray(new StackTraceElement[0]));
        failure.initCause(e);
        return failure;
    }

    /** A chunk has thrown. */
    void failed(
            PoolWorker worker,
            long id,
            Callable<Object[]> before,
            Function<Chunk, Throwable> failure,
            boolean unfit,
            long nanos) {
        var chunk = release(worker, id, TaskRecord.Outcome.FAILED, nanos, unfit);
        if (chunk != null) {
            handOut(other -> other == worker);
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

    private void expire(PoolWorker worker, Chunk chunk, Duration most) {
        decide(() -> {
            if (worker.current == chunk) {
                workers.end(
                        worker,
                        new TaskTimeoutException(chunk.label + " took longer than the " + Units.seconds(most)
                                + " that the pool's taskTimeout allows; its worker, " + worker.place()
                                + ", was ended. Allow more time, or make the task smaller."));
            }
        });
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
            endChunks(its -> its == submission);
        }
        finished(submission);
    }

    /** Ends the running chunks of a function, whose submissions are over already. */
    void cancelFunction(int function) {
        endChunks(its -> its.function == function);
        forget(function);
    }

    private void endChunks(Predicate<TaskSubmission> which) {
        decide(() -> workers.stream()
                .filter(worker -> worker.current != null && which.test(worker.current.submission))
                .forEach(worker -> workers.end(worker, new CancellationException("cancelled"))));
        handOut();
    }

    /** Cleans up after a submission that is over: workers may forget its function. */
    void finished(TaskSubmission submission) {
        forget(submission.function);
    }

    private void forget(int function) {
        decide(() -> {
            if (function != 0) {
                workers.stream().forEach(worker -> worker.forget(function));
            }
            settleIfDone();
        });
    }

    /** The most workers that the pool may have. */
    int mostWorkers() {
        return size.most();
    }

    /** Whether each task has a time limit of its own, so that a map sends them one by one. */
    boolean limitsEachTask() {
        return taskTimeout != null;
    }

    @Override
    public String toString() {
        var state = isTerminated() ? "ended" : isShutdown() ? "shutting down" : "running";
        return name + " (" + size + ", " + state + ")";
    }

    /** Breaks the pool: the initializer has failed in a worker, and would fail in all others. */
    void initializerFailed(PoolWorker worker, Throwable failure) {
        breakPool(
                name + "'s initializer failed in worker " + worker.place() + ": " + UserCode.text(failure)
                        + ". No task can run; fix the initializer and create a new pool.",
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
            workers.endAll(failure);
            settleIfDone();
        }
        workers.carryOut();
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
    void ended(PoolWorker worker, String how, Function<@Nullable Chunk, Throwable> death) {
        Chunk lost;
        Throwable failure;
        boolean isHopeless;
        synchronized (lock) {
            lost = worker.current;
            failure = worker.verdict;
            boolean neverUp = worker.state == State.STARTING;
            boolean died = worker.state != State.ENDING;
            if (!workers.remove(worker)) {
                return; // It had been given up, as its start took too long.
            }
            if (lost != null) {
                record(worker, lost, TaskRecord.Outcome.LOST, -1);
                if (failure == null && onWorkerDeath == OnWorkerDeath.RETRY && runAgain(lost)) {
                    lost = null;
                }
            }
            isHopeless = neverUp && workers.startFailed();
            history.ended(worker.life(Instant.now(), died, died ? how : reason(worker)));
        }
        if (lost != null) {
            tell(lost, () -> new Object[0], failure == null ? death.apply(lost) : failure);
        }
        if (isHopeless) {
            var why = death.apply(null);
            breakPool("The workers of " + name + " don't start. " + why.getMessage(), why);
        }
        handOut(other -> false);
    }

    /** Starts the missing workers, which could not be started a while ago. */
    void growAgain() {
        decide(workers::growAgain);
        handOut(worker -> false);
    }

    /** Why the pool ended a worker. */
    private String reason(PoolWorker worker) {
        var verdict = worker.verdict;
        if (verdict != null && verdict.getMessage() != null) {
            return verdict.getMessage();
        }
        return phase == Phase.OPEN ? "replaced after " + worker.tasksDone + " tasks" : "the pool was closed";
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
        var reason = new CancellationException(name + " was shut down immediately");
        synchronized (lock) {
            phase = Phase.STOPPING;
            drainInto(lost);
            workers.endAll(reason);
            settleIfDone();
        }
        workers.carryOut();
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
            workers.endIdle();
            if (workers.isEmpty()) {
                phase = Phase.STOPPING;
                if (terminated.getCount() > 0) {
                    workers.later(whenTerminated);
                    terminated.countDown();
                }
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
            rows = workers.stream()
                    .map(worker -> new WorkerTable.Row(worker, worker.state, worker.tasksDone))
                    .toList();
            ended = history.ended();
        }
        return WorkerTable.of(rows, ended);
    }

    /** The processes that run a function right now. */
    List<Long> atWork(int function) {
        synchronized (lock) {
            return workers.stream()
                    .filter(worker -> worker.current != null && worker.current.submission.function == function)
                    .map(PoolWorker::pid)
                    .toList();
        }
    }

    Timeline timeline() {
        synchronized (lock) {
            return history.timeline(
                    workers.stream().map(worker -> worker.life(null, false, "")).toList());
        }
    }
}
