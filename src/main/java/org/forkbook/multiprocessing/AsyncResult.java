package org.forkbook.multiprocessing;

import java.util.concurrent.CompletableFuture;

/** The future that a caller of an {@code ...Async} method gets: cancelling it ends the work. */
final class AsyncResult<T> extends CompletableFuture<T> {
    private final Runnable cancellation;

    private AsyncResult(Runnable cancellation) {
        this.cancellation = cancellation;
    }

    /** Follows an inner future; what callers attach runs on a thread of their own. */
    static <T> AsyncResult<T> following(CompletableFuture<? extends T> inner, Runnable cancellation) {
        var result = new AsyncResult<T>(cancellation);
        var unused = inner.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                },
                Background.CALLBACKS);
        return result;
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
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>(); // What is derived from it is not itself the work.
    }
}
