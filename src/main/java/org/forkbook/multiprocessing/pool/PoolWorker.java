package org.forkbook.multiprocessing.pool;

import java.util.OptionalInt;
import org.forkbook.multiprocessing.monitor.MonitoredWorker;

/** A worker of a pool, in the view of the scheduler: a process, or a thread. */
interface PoolWorker extends MonitoredWorker {

    /** Starts the worker; {@link PoolScheduler#ready} or {@link PoolScheduler#ended} follows. */
    void start();

    /**
     * Hands a chunk to the worker; returns at once. The outcome is reported to the scheduler.
     *
     * <p>If this throws, whatever it is, the worker has received nothing.
     */
    void perform(Chunk chunk);

    /** A map is over: the worker may forget its function with the next message to it. */
    void forget(int function);

    /** Whether the worker should be replaced once it is idle, because it retains too much of what has been sent. */
    boolean isWorn();

    /** Lets an idle worker exit. */
    void finish();

    /** Ends the worker, whatever it is doing. */
    void kill();

    /** The exit code of a process that has ended. */
    OptionalInt exitCode();
}
