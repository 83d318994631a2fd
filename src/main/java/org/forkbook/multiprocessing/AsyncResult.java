package org.forkbook.multiprocessing;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.multiprocessing.internal.CallbackExecutor;
import org.forkbook.multiprocessing.internal.Uninterruptibles;

/**
 * The future that a caller of an {@code ...Async} method gets: cancelling it ends the work.
 *
 * <p>So does a notebook's stop button while a cell waits for the future, or for one that was derived from it. It ends
 * {@link #join} too, which an interrupt otherwise doesn't.
 */
public final class AsyncResult<T> extends CompletableFuture<T> {
    /** Ends the work; nothing once that is over, so that who keeps a result doesn't keep the pool. */
    private volatile Runnable cancellation;

    private final Runnable stop;

    private AsyncResult(Runnable cancellation) {
        this.cancellation = cancellation;
        this.stop = () -> cancel(true);
    }

    private AsyncResult() {
        this.cancellation = AsyncResult::nothing;
        this.stop = AsyncResult::nothing;
    }

    private AsyncResult(AsyncResult<?> derivedFrom) {
        this.cancellation = AsyncResult::nothing; // What is derived from it is not itself the work.
        this.stop = derivedFrom.stop;
    }

    private static void nothing() {}

    /** Follows an inner future; what callers attach runs on a thread of their own. */
    public static <T> AsyncResult<T> following(CompletableFuture<? extends T> inner, Runnable cancellation) {
        var result = new AsyncResult<T>(cancellation);
        // No whenComplete: what that returns is given the failure in a wrapper that asks it for its text.
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

    /** A future that is completed by hand and whose cancellation ends nothing. */
    static <T> AsyncResult<T> ofNoWork() {
        return new AsyncResult<>();
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
            Uninterruptibles.run(() -> {
                try {
                    get();
                } catch (ExecutionException | CancellationException e) {
                    // Said below, as join() says it.
                }
            });
        }
        return super.join();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new AsyncResult<>(this);
    }
}
