package org.forkbook.multiprocessing.pool;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.serialization.Capsule;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Work that was submitted to a pool: a task, or the many tasks of a map, given out in chunks.
 *
 * <p>{@link #next} and {@link #measured} are called under the dispatcher's lock and only count; what comes back is told
 * outside of it, from the worker's thread.
 */
abstract class TaskSubmission {
    final Kind kind;
    /** The function or task, as the caller gave it. */
    final Object target;
    /** Where output of its tasks goes. */
    final Frontend.Output output = Frontend.current().output();

    /** Whom a thread that runs its tasks works for. */
    final Frontend.Scope scope = Frontend.current().scope();

    final Instant submittedAt = Instant.now();
    /** The number under which workers know the function; 0 for a task that is sent only once. */
    final int function;
    /** What workers get, with what has to be kept until they have; null in a pool of threads. */
    @Nullable
    Capsule capsule;

    /** Whether its caller waits for its end: large arrays in it are read when they are sent, and there is no copy of them. */
    boolean awaited; // set before it is submitted

    volatile boolean over;

    TaskSubmission(Kind kind, Object target, int function) {
        this.kind = kind;
        this.target = target;
        this.function = function;
    }

    /** The next chunk to run; null when all have been given out, or the job is over. */
    abstract @Nullable Chunk next(int workers);

    /** Whether {@link #next} has more to give. */
    abstract boolean hasMore();

    /** A chunk again, as smaller ones; only a map's chunks have more than one call. */
    List<Chunk> split(Chunk chunk) {
        throw new IllegalStateException(chunk.label + " is one task");
    }

    /** How long a chunk took. */
    void measured(Chunk chunk, long nanos) {}

    /** A chunk has returned. */
    abstract void returned(Chunk chunk, Object[] results);

    /** A chunk has failed; {@code before} are the results of those of its calls that came before the failing one. */
    abstract void failed(Chunk chunk, Callable<Object[]> before, Throwable failure);

    /** The pool won't run what is left of it. */
    abstract void abandoned(Throwable reason);

    /** What {@link java.util.concurrent.ExecutorService#shutdownNow} gives back for it; null for nothing. */
    @Nullable
    Runnable unstarted() {
        return null;
    }
}
