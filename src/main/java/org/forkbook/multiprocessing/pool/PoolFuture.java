package org.forkbook.multiprocessing.pool;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.forkbook.multiprocessing.AsyncResult;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/** The submission of a single task, and the future of its result. */
final class PoolFuture<V> extends TaskSubmission implements RunnableFuture<V> {
    private final PoolScheduler scheduler;
    /** Keeps the pool reachable until this is over. */
    private volatile @Nullable AbstractPool pool;

    private final @Nullable V fixedResult;
    private final long id;
    private final String label;
    private final AtomicBoolean submitted = new AtomicBoolean();
    /** Never exposed: nothing else completes it, and no caller's code runs on a worker's thread. */
    final AsyncResult<V> outcome = AsyncResult.stoppedBy(() -> cancel(true));

    PoolFuture(AbstractPool pool, Kind kind, Object target, @Nullable V fixedResult) {
        super(kind, target, 0);
        this.pool = pool;
        this.scheduler = pool.scheduler();
        this.fixedResult = fixedResult;
        this.id = pool.scheduler().nextId();
        this.label = "task " + id;
    }

    /** A task that returns the result of {@code callable}. */
    static <V> PoolFuture<V> calling(AbstractPool pool, Callable<V> callable) {
        Objects.requireNonNull(callable, "task");
        var wrapped = RunnableWithResult.in(callable);
        if (wrapped == null) {
            return new PoolFuture<>(pool, Kind.CALL, callable, null);
        }
        @SuppressWarnings("unchecked") // It is the callable's result.
        var result = (V) wrapped.result();
        return new PoolFuture<>(pool, Kind.RUN, wrapped.task(), result);
    }

    boolean belongsTo(AbstractPool candidate) {
        return scheduler == candidate.scheduler();
    }

    /** Submits the task to its pool, once. */
    void submit() {
        var its = pool;
        if (submitted.compareAndSet(false, true) && !over && its != null) {
            its.dispatch(this);
        }
    }

    /** Runs the task in the pool and waits: another executor, or a wrapper around this future, runs it so. */
    @Override
    public void run() {
        try {
            submit();
        } catch (RuntimeException | Error e) {
            abandoned(e); // A wrapper keeps what is thrown to itself, and exposes this future.
            return;
        }
        try {
            outcome.get();
        } catch (InterruptedException e) {
            cancel(true);
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException e) {
            // Callers of this future are told.
        }
    }

    @Override
    Chunk next(int workers) {
        return new Chunk(this, id, 0, new Object[0], 1, label);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // A task's result may be null; its type is that of the task.
    void returned(Chunk chunk, Object[] results) {
        end();
        outcome.complete(kind == Kind.CALL ? (V) results[0] : fixedResult);
    }

    @Override
    void failed(Chunk chunk, Callable<Object[]> before, Throwable failure) {
        abandoned(failure);
    }

    @Override
    void abandoned(Throwable reason) {
        end();
        outcome.completeExceptionally(reason);
    }

    private void end() {
        over = true;
        pool = null;
    }

    @Override
    Runnable unstarted() {
        return this;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = outcome.completeExceptionally(new CancellationException(label + " was cancelled"));
        if (cancelled) {
            end();
            scheduler.cancelled(this, mayInterruptIfRunning);
        }
        return cancelled;
    }

    @Override
    public boolean isCancelled() {
        return outcome.isCancelled();
    }

    @Override
    public boolean isDone() {
        return outcome.isDone();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        return outcome.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return outcome.get(timeout, unit);
    }
}
