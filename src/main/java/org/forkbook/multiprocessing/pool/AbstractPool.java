package org.forkbook.multiprocessing.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.forkbook.multiprocessing.AsyncResult;
import org.forkbook.multiprocessing.RemoteBiFunction;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.internal.Rethrow;
import org.forkbook.multiprocessing.monitor.Timeline;
import org.forkbook.multiprocessing.monitor.WorkerTable;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The base class of process and thread pools: it implements every way to submit work in terms of {@link
 * TaskSubmission}s for a {@link PoolScheduler}.
 */
abstract class AbstractPool extends AbstractExecutorService implements Pool {
    private final PoolScheduler scheduler;

    AbstractPool(PoolScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Starts the workers. */
    void open() {
        OpenPools.opened(this); // First: if there is no thread left for it, nothing has been started.
        scheduler.open();
    }

    final PoolScheduler scheduler() {
        return scheduler;
    }

    /** Serializes a submission's function or task; throws if that is impossible. A thread uses it as it is. */
    void prepare(TaskSubmission submission) {}

    final void dispatch(TaskSubmission submission) {
        prepare(submission);
        scheduler.submit(submission);
    }

    /**
     * Another pool object with the same workers, which doesn't keep them alive: they end once this pool is
     * unreachable, or closed.
     */
    abstract AbstractPool borrowed();

    @Override
    public <R> R apply(RemoteCallable<R> task) {
        return apply((Callable<R>) task);
    }

    @Override
    public <R> R apply(Callable<R> task) {
        var future = PoolFuture.calling(this, task);
        future.awaited = true;
        future.submit();
        return await(future.outcome, () -> future.cancel(true));
    }

    @Override
    public void apply(RemoteRunnable task) {
        var future = new PoolFuture<Void>(this, Kind.RUN, Objects.requireNonNull(task, "task"), null);
        future.awaited = true;
        future.submit();
        await(future.outcome, () -> future.cancel(true));
    }

    @Override
    public <R> CompletableFuture<R> applyAsync(RemoteCallable<R> task) {
        return applyAsync((Callable<R>) task);
    }

    @Override
    public <R> CompletableFuture<R> applyAsync(Callable<R> task) {
        return async(PoolFuture.calling(this, task));
    }

    @Override
    public CompletableFuture<Void> applyAsync(RemoteRunnable task) {
        return async(new PoolFuture<Void>(this, Kind.RUN, Objects.requireNonNull(task, "task"), null));
    }

    private static <R> CompletableFuture<R> async(PoolFuture<R> future) {
        future.submit();
        return AsyncResult.following(future.outcome, () -> future.cancel(true));
    }

    @Override
    public <T, R> List<R> map(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values) {
        return await(this.<R>mapJob("map", Kind.APPLY, function, values, 0, true));
    }

    @Override
    public <T, R> List<R> map(Function<? super T, ? extends R> function, Iterable<? extends T> values) {
        return await(this.<R>mapJob("map", Kind.APPLY, function, values, 0, true));
    }

    @Override
    public <T, R> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize) {
        return await(this.<R>mapJob("map", Kind.APPLY, function, values, checked(chunkSize), true));
    }

    @Override
    public <T, R> List<R> map(Function<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize) {
        return await(this.<R>mapJob("map", Kind.APPLY, function, values, checked(chunkSize), true));
    }

    @Override
    public <A, B, R> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        return await(this.<R>mapJob("starmap", Kind.APPLY_PAIR, function, pairs, 0, true));
    }

    @Override
    public <A, B, R> List<R> starmap(
            BiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        return await(this.<R>mapJob("starmap", Kind.APPLY_PAIR, function, pairs, 0, true));
    }

    @Override
    public <T, R> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values) {
        return async(this.<R>mapJob("mapAsync", Kind.APPLY, function, values, 0, false));
    }

    @Override
    public <T, R> CompletableFuture<List<R>> mapAsync(
            Function<? super T, ? extends R> function, Iterable<? extends T> values) {
        return async(this.<R>mapJob("mapAsync", Kind.APPLY, function, values, 0, false));
    }

    @Override
    public <A, B, R> CompletableFuture<List<R>> starmapAsync(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        return async(this.<R>mapJob("starmapAsync", Kind.APPLY_PAIR, function, pairs, 0, false));
    }

    @Override
    public <A, B, R> CompletableFuture<List<R>> starmapAsync(
            BiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        return async(this.<R>mapJob("starmapAsync", Kind.APPLY_PAIR, function, pairs, 0, false));
    }

    private static int checked(int chunkSize) {
        if (chunkSize <= 0) {
            throw new IllegalArgumentException("chunkSize must be positive, got " + chunkSize);
        }
        return chunkSize;
    }

    private <R> MapSubmission<R> mapJob(
            String name, Kind kind, Object function, Iterable<?> values, int chunkSize, boolean awaited) {
        Objects.requireNonNull(function, "function");
        var array = new ArrayList<Object>();
        Objects.requireNonNull(values, "values must not be null").forEach(array::add);
        var submission = new MapSubmission<R>(this, name, kind, function, array.toArray(), chunkSize);
        submission.awaited = awaited;
        dispatch(submission);
        submission.showProgress();
        if (array.isEmpty()) {
            submission.over = true;
            submission.outcome.complete(new ArrayList<>());
        }
        return submission;
    }

    private static <R> List<R> await(MapSubmission<R> submission) {
        try {
            return await(submission.outcome, submission::cancel);
        } finally {
            submission.finishProgress();
        }
    }

    private static <R> CompletableFuture<List<R>> async(MapSubmission<R> submission) {
        return AsyncResult.following(submission.outcome, submission::cancel);
    }

    /**
     * Waits for a submission; if the caller is interrupted, it is cancelled. An exception of the task is thrown as it
     * is.
     */
    static <R> R await(CompletableFuture<R> outcome, Runnable cancellation) {
        // Not get() alone: the exception in which it wraps a failure calls the failure's toString(), which may fail
        // itself.
        var failure = new AtomicReference<@Nullable Throwable>();
        var waited = outcome.handle((result, thrown) -> {
            failure.set(thrown);
            return result;
        });
        try {
            var result = waited.get();
            var thrown = failure.get();
            if (thrown != null) {
                throw Rethrow.asIs(RemoteStackTraces.here(thrown));
            }
            return result;
        } catch (InterruptedException e) {
            cancellation.run();
            throw Rethrow.asIs(e);
        } catch (ExecutionException e) {
            throw new AssertionError("it hands the failure over", e);
        }
    }

    @Override
    public <T, R> Stream<R> imap(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values) {
        return LazyMap.open(this, "imap", function, values, true);
    }

    @Override
    public <T, R> Stream<R> imap(Function<? super T, ? extends R> function, Iterable<? extends T> values) {
        return LazyMap.open(this, "imap", function, values, true);
    }

    @Override
    public <T, R> Stream<R> imapUnordered(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values) {
        return LazyMap.open(this, "imapUnordered", function, values, false);
    }

    @Override
    public <T, R> Stream<R> imapUnordered(Function<? super T, ? extends R> function, Iterable<? extends T> values) {
        return LazyMap.open(this, "imapUnordered", function, values, false);
    }

    @Override
    public <R> Future<R> submit(RemoteCallable<R> task) {
        return submit((Callable<R>) task);
    }

    @Override
    public Future<?> submit(RemoteRunnable task) {
        return submit((Runnable) task);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return PoolFuture.calling(this, callable);
    }

    @Override
    @SuppressWarnings("NullAway") // The fixed result may be null, as ExecutorService has it.
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        return JucTaskAdapter.is(Objects.requireNonNull(runnable, "task"))
                ? new FutureTask<>(runnable, value) // The wrapper runs here, and the wrapped task in a worker.
                : new PoolFuture<>(this, Kind.RUN, runnable, value);
    }

    @Override
    public void execute(Runnable command) {
        if (Objects.requireNonNull(command, "command") instanceof PoolFuture<?> task && task.belongsTo(this)) {
            task.submit();
        } else if (JucTaskAdapter.is(command)) {
            JucTaskAdapter.execute(this, command);
        } else {
            dispatch(new FireAndForgetTask(this, command));
        }
    }

    @Override
    public void shutdown() {
        scheduler.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        var unstarted = new ArrayList<Runnable>();
        for (var submission : scheduler.shutdownNow()) {
            Runnable runnable = submission.unstarted();
            if (runnable != null) {
                unstarted.add(runnable);
            }
            submission.abandoned(new CancellationException("The pool was shut down immediately."));
        }
        return unstarted;
    }

    @Override
    public List<Runnable> terminate() {
        return shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return scheduler.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return scheduler.isTerminated();
    }

    /** The pool's name, its size and its state. */
    @Override
    public String toString() {
        return scheduler.toString();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return scheduler.awaitTermination(timeout, unit);
    }

    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public WorkerTable workers() {
        return scheduler.workers();
    }

    @Override
    public TracedPool traced() {
        return new TracedPool(this);
    }

    @Override
    public Timeline timeline() {
        return scheduler.timeline();
    }
}
