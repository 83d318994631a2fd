package org.forkbook.multiprocessing.pool;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.serialization.Capsule;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Work that was submitted to a pool: one task, or the many tasks of a map, handed out in chunks.
 *
 * <p>{@link #next} and {@link #measured} are called under the scheduler's lock and only count; outcomes are delivered
 * outside of it, on the worker's thread or, where users' code may run, on one of its own.
 */
abstract class TaskSubmission {
    final Kind kind;
    /** The function or task, as the caller gave it. */
    final Object target;
    /** The receiver of its tasks' output. */
    final Frontend.Output output = Frontend.current().output();

    /** The scope of threads that run its tasks. */
    final Frontend.Scope scope = Frontend.current().scope();

    final Instant submittedAt = Instant.now();
    /** The number by which workers know the function; 0 for a task that is sent only once. */
    final int function;
    /**
     * The serialized function or task, with the references to be kept until workers have opened it; null in a thread
     * pool.
     */
    @Nullable
    Capsule capsule;

    /** Whether its caller waits for its end: large arrays are then read when they are sent, without a copy. */
    boolean awaited; // set before it is submitted

    volatile boolean over;

    TaskSubmission(Kind kind, Object target, int function) {
        this.kind = kind;
        this.target = target;
        this.function = function;
    }

    /** The next chunk to run, in a pool of so many workers; null if there is none. */
    abstract @Nullable Chunk next(int workers);

    /** Whether {@link #next} is to be called again: only a map has more than one chunk. */
    boolean hasMore() {
        return false;
    }

    /** Divides a chunk into smaller ones that run again; only a map's chunks have more than one call. */
    List<Chunk> split(Chunk chunk) {
        throw new IllegalStateException(chunk.label + " is one task");
    }

    /**
     * Records how long a chunk took.
     *
     * @param remote whether it ran on another machine
     */
    void measured(Chunk chunk, long nanos, boolean remote) {}

    /** A chunk has returned. */
    abstract void returned(Chunk chunk, Object[] results);

    /** A chunk has failed; {@code before} returns the results of those of its calls that preceded the failed one. */
    abstract void failed(Chunk chunk, Callable<Object[]> before, Throwable failure);

    /** The pool won't run the rest. */
    abstract void abandoned(Throwable reason);

    /** What {@link java.util.concurrent.ExecutorService#shutdownNow} returns for it; null for nothing. */
    @Nullable
    Runnable unstarted() {
        return null;
    }
}
