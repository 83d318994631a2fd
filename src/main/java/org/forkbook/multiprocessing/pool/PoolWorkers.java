package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.forkbook.multiprocessing.monitor.WorkerInfo.State;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: their starts, replacements and ends.
 *
 * <p>Every method but {@link #carryOut} is called under the scheduler's lock, which guards all of this, and only
 * decides. {@link #carryOut} starts and ends the workers afterwards, without the lock: starting a process may take
 * long, and so may a message to one. Replacements are started by a thread of their own, so that nobody waits for them
 * who submits a task or reads another worker's output.
 */
final class PoolWorkers {
    /** This many workers in a row that never became ready break the pool; fewer may have been killed by someone. */
    private static final int FAILED_STARTS = 3;

    /** The delay before starting workers is tried again, as long as some workers run; it doubles each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final int MOST_DOUBLINGS = 5;

    private static final FailureHandler FAILURES = FailureHandler.logging("The start or the end of a pool's worker");

    private final PoolScheduler scheduler;
    private final String pool;
    private final PoolSize size;
    private final int mostTasks;
    private final PoolWorker.Factory factory;
    /** For the threads that serve the workers: that of the thread that has created the pool. */
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    private final Set<PoolWorker> all = new LinkedHashSet<>();
    private final ArrayDeque<PoolWorker> idle = new ArrayDeque<>();
    private int wanted; // how many there should be
    private int staying; // how many of them are not ending
    private int created;
    private int failedStarts;
    private boolean growsLater; // some workers run, and others don't start: a timer will try again
    /** What has been decided and remains to be carried out; the only part that the lock doesn't guard. */
    private final Queue<Runnable> decided = new ConcurrentLinkedQueue<>();

    /** @param mostTasks the number of tasks after which a worker is replaced; 0 for never */
    PoolWorkers(PoolScheduler scheduler, String pool, PoolSize size, int mostTasks, PoolWorker.Factory factory) {
        this.scheduler = scheduler;
        this.pool = pool;
        this.size = size;
        this.wanted = size.least();
        this.mostTasks = mostTasks;
        this.factory = factory;
    }

    /** Starts as many workers as are missing. */
    void fill() {
        fill(worker -> decided.add(() -> launch(worker)));
    }

    /** How many workers there should be. */
    int wanted() {
        return wanted;
    }

    /** Starts as many workers again as there are, unless some are still starting. */
    void grow() {
        if (wanted < size.most() && all.stream().noneMatch(worker -> worker.state == State.STARTING)) {
            wanted = Math.min(size.most(), Math.max(wanted + 1, 2 * wanted));
            fill();
        }
    }

    /** Ends the workers that have been idle for too long, except for the minimum. */
    void shrink() {
        var before = Instant.now().minus(size.idleTimeout());
        for (var worker : List.copyOf(idle)) {
            if (wanted > size.least() && worker.idleSince.isBefore(before)) {
                wanted--;
                finish(worker);
            }
        }
    }

    /** Creates as many workers as are missing, for the caller to start. */
    void fill(Consumer<PoolWorker> starter) {
        while (staying < wanted && !(growsLater && isAnyUp())) {
            created++;
            staying++;
            var worker = factory.create(scheduler, pool + "-worker-" + created);
            all.add(worker);
            starter.accept(worker);
        }
    }

    private void launch(PoolWorker worker) {
        Runnable start = () -> {
            try {
                worker.start();
            } catch (Throwable e) { // No failure of a start may leave the pool waiting for this worker.
                scheduler.ended(worker, "it could not be started", chunk -> e);
                worker.kill();
            }
        };
        try {
            var thread = ServiceThread.forTask("forkbook-start-" + worker.name(), start, FAILURES);
            thread.setContextClassLoader(loader);
            thread.start();
        } catch (OutOfMemoryError e) {
            start.run(); // There is no thread for it, and most likely none for the worker, which reports that.
        }
    }

    /** The worker that is to have the next chunk, which is assigned with {@link #assign}; null if none is idle. */
    @Nullable
    PoolWorker nextIdle() {
        return idle.peekLast();
    }

    void assign(PoolWorker worker, Chunk chunk) {
        idle.remove(worker);
        worker.current = chunk;
        worker.state = State.BUSY;
        chunk.start = Instant.now();
    }

    /**
     * A worker has no chunk any more.
     *
     * @param unfit whether it must not have another
     */
    void freed(PoolWorker worker, int calls, boolean unfit) {
        worker.current = null;
        worker.tasksDone += calls;
        if (worker.state != State.BUSY) {
            return; // It is being ended.
        }
        if (unfit || (mostTasks > 0 && worker.tasksDone >= mostTasks) || worker.isWorn()) {
            finish(worker);
        } else {
            worker.state = State.IDLE;
            worker.idleSince = Instant.now();
            idle.addLast(worker);
        }
    }

    /** A worker has become ready. */
    void ready(PoolWorker worker) {
        failedStarts = 0;
        worker.cameUp = Instant.now();
        if (worker.state == State.STARTING) { // Otherwise it is being ended.
            worker.state = State.IDLE;
            worker.idleSince = Instant.now();
            idle.addFirst(worker);
        }
    }

    /** Lets an idle worker exit. */
    private void finish(PoolWorker worker) {
        leave(worker);
        decided.add(worker::finish);
    }

    /** Ends a worker at once; its chunk, if it has one, fails with the verdict. */
    void end(PoolWorker worker, Throwable verdict) {
        if (worker.verdict == null) {
            worker.verdict = verdict;
        }
        leave(worker);
        decided.add(worker::kill);
    }

    void endAll(Throwable verdict) {
        all.forEach(worker -> end(worker, verdict));
    }

    /** Ends the workers without a chunk: the pool has no work for them. */
    void endIdle() {
        for (var worker : all) {
            if (worker.state == State.IDLE) {
                finish(worker);
            } else if (worker.state == State.STARTING) {
                leave(worker);
                decided.add(worker::kill); // It has never run anything.
            }
        }
    }

    private void leave(PoolWorker worker) {
        if (worker.state != State.ENDING) {
            worker.state = State.ENDING;
            staying--;
            idle.remove(worker);
        }
    }

    /** Removes a worker that has ended; false if that was done before. */
    boolean remove(PoolWorker worker) {
        leave(worker);
        worker.current = null;
        return all.remove(worker);
    }

    /**
     * A worker has ended before it was ready, and not because the pool wanted it to.
     *
     * @return whether there is no hope: no worker runs, and none can be started
     */
    boolean startFailed() {
        failedStarts++;
        if (failedStarts < FAILED_STARTS) {
            return false;
        }
        if (!isAnyUp()) {
            return true;
        }
        if (!growsLater) {
            growsLater = true;
            var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failedStarts - FAILED_STARTS));
            decided.add(() -> {
                var unused = DeadlineScheduler.after(pause, scheduler::growAgain);
            });
        }
        return false;
    }

    /** Workers may be started again. */
    void growAgain() {
        growsLater = false;
    }

    /** Whether there is a worker that has become ready and is not ending. */
    private boolean isAnyUp() {
        return all.stream().anyMatch(worker -> worker.cameUp != null && worker.state != State.ENDING);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Stream<PoolWorker> stream() {
        return all.stream();
    }

    /** Adds something to what is carried out without the lock. */
    void later(Runnable step) {
        decided.add(step);
    }

    /** Carries out what has been decided; called without the lock. */
    void carryOut() {
        for (var step = decided.poll(); step != null; step = decided.poll()) {
            try {
                step.run();
            } catch (Throwable e) { // One worker's failure must not keep the others from being told.
                FAILURES.stepFailed(e);
            }
        }
    }
}
