package org.forkbook.multiprocessing;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.multiprocessing.internal.CallbackExecutor;
import org.forkbook.multiprocessing.internal.InstalledFrontend;

/**
 * The future that the {@code ...Async} methods return: cancelling it ends the work.
 *
 * <p>A notebook's interrupt also ends it while a cell waits for the future, or for one that was derived from it. That
 * interrupt ends even {@link #join}.
 */
public final class AsyncResult<T> extends CompletableFuture<T> {
    /** Ends the work. Reset when that is over, so that keeping a result doesn't keep the pool. */
    private volatile Runnable cancellation;

    private final Runnable stop;

    private AsyncResult(Runnable cancellation) {
        this.cancellation = cancellation;
        this.stop = () -> cancel(true);
    }

    private AsyncResult(Runnable cancellation, Runnable stop) {
        this.cancellation = cancellation;
        this.stop = stop;
    }

    private static void nothing() {}

    /** A future that follows an inner one; callbacks run on a thread of their own. */
    public static <T> AsyncResult<T> following(CompletableFuture<? extends T> inner, Runnable cancellation) {
        var result = new AsyncResult<T>(cancellation);
        // Not whenComplete: the future that it returns wraps the failure in an exception that calls the failure's
        // toString().
        var unused = inner.handleAsync(
                (value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                    result.cancellation = AsyncResult::nothing;
                    return value;
                },
                CallbackExecutor.CALLBACKS);
        return result;
    }

    /** A future that is completed explicitly and whose cancellation ends nothing. */
    static <T> AsyncResult<T> ofNoWork() {
        return stoppedBy(AsyncResult::nothing);
    }

    /**
     * A future that is completed explicitly.
     *
     * @param stop called when a notebook's interrupt ends a wait for the future; its cancellation ends nothing
     */
    public static <T> AsyncResult<T> stoppedBy(Runnable stop) {
        return new AsyncResult<>(AsyncResult::nothing, stop);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            cancellation.run();
        }
        return cancelled;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return super.get();
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return super.get(timeout, unit);
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    private InterruptedException stopping(InterruptedException e) {
        if (Frontend.current().isStopping()) {
            stop.run();
        }
        return e;
    }

    @Override
    public T join() {
        if (!isDone()) {
            InstalledFrontend.waitUnlessStopping(() -> {
                try {
                    get();
                } catch (ExecutionException | CancellationException e) {
                    // Thrown below, as join() throws it.
                }
            });
        }
        return super.join();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new AsyncResult<>(AsyncResult::nothing, stop); // Cancelling a derived future does not end the work.
    }
}
