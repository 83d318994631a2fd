package org.forkbook.multiprocessing.pool;

import java.time.Instant;
import java.util.OptionalInt;
import org.forkbook.multiprocessing.internal.ProcessPlace;
import org.forkbook.multiprocessing.monitor.MonitoredWorker;
import org.forkbook.multiprocessing.monitor.WorkerInfo.State;
import org.forkbook.multiprocessing.monitor.WorkerLife;
import org.jspecify.annotations.Nullable;

/**
 * A worker of a pool: a process, or a thread.
 *
 * <p>Its fields are what its scheduler knows of it, from its start to its end, and are guarded by the scheduler's
 * lock. Of its methods only those that answer at once are called under that lock: {@link #forget}, {@link #isWorn},
 * {@link #life} and what it tells of itself. {@link #start}, {@link #perform}, {@link #finish} and {@link #kill} are
 * called without it.
 */
abstract class PoolWorker implements MonitoredWorker {
    private final String name;
    private final Instant started = Instant.now();
    State state = State.STARTING;

    @Nullable
    Instant cameUp;

    Instant idleSince = started; // meaningful while it is idle
    long tasksDone;
    /** The chunk that it has been assigned. */
    @Nullable
    Chunk current;
    /** What its chunk fails with when this worker has ended; null if that follows from how it ended. */
    @Nullable
    Throwable verdict;

    /**
     * The constructor of workers of one kind. It has no reference to the pool: an unreachable pool ends, though its
     * workers still run.
     */
    @FunctionalInterface
    interface Factory {
        /** Creates a worker, which is not started yet. */
        PoolWorker create(PoolScheduler scheduler, String name);
    }

    PoolWorker(String name) {
        this.name = name;
    }

    /** Starts the worker; {@link PoolScheduler#ready} or {@link PoolScheduler#ended} follows. */
    abstract void start();

    /**
     * Hands a chunk to the worker; may wait until the worker reads it. The outcome is reported to the scheduler.
     *
     * <p>If this throws, whatever it is, the worker has received nothing.
     */
    abstract void perform(Chunk chunk);

    /** A map is over: the worker may forget its function with the next message to it. */
    void forget(int function) {}

    /** Whether the worker should be replaced once it is idle, because it retains too much of what has been sent. */
    boolean isWorn() {
        return false;
    }

    /** Whether it runs on another machine: a message takes far longer. */
    boolean isRemote() {
        return false;
    }

    /** Lets an idle worker exit. */
    abstract void finish();

    /** Ends the worker, whatever it is doing. */
    abstract void kill();

    /** The exit code of a process that has ended. */
    OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    /** Its process, as messages name it. */
    final ProcessPlace place() {
        return new ProcessPlace(pid(), host());
    }

    @Override
    public final String name() {
        return name;
    }

    /** Its lifetime so far, or until its end. */
    WorkerLife life(@Nullable Instant ended, boolean died, String ending) {
        return new WorkerLife(
                pid(), name, started, cameUp, ended, died, ending, tasksDone, startMethod(), exitCode(), host());
    }
}
