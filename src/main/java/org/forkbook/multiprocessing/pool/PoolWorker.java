package org.forkbook.multiprocessing.pool;

import java.util.OptionalInt;
import org.forkbook.multiprocessing.monitor.MonitoredWorker;

/** A worker of a pool, as the dispatcher uses it: a process, or a thread. */
interface PoolWorker extends MonitoredWorker {

    /** Brings the worker up; {@link PoolScheduler#ready} or {@link PoolScheduler#ended} follows. */
    void start();

    /**
     * Hands a chunk to the worker; returns at once. The outcome is told to the dispatcher.
     *
     * <p>When this throws, whatever it is, the worker has got nothing.
     */
    void perform(Chunk chunk);

    /** A map is over: the worker may forget its function when it is next spoken to. */
    void forget(int function);

    /** Whether another worker should take its place once it is idle, for it keeps too much of what has gone by. */
    boolean isWorn();

    /** Lets an idle worker end. */
    void finish();

    /** Ends the worker, whatever it does. */
    void kill();

    /** The exit code of a process that has ended. */
    OptionalInt exitCode();
}
