package org.forkbook.kernel.eval;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.eval.Interpreter.Failure;

/** The end that a cell comes to when it runs for longer than its user allows: an interrupt, with the reason. */
final class TimeLimit implements AutoCloseable {

    private final Duration limit;
    private final CompletableFuture<Void> end;
    private volatile boolean isReached;

    TimeLimit(Duration limit, Runnable interrupt) {
        this.limit = limit;
        var later = CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
        end = new CompletableFuture<Void>();
        later.execute(() -> {
            if (!end.isDone()) {
                isReached = true;
                interrupt.run();
            }
        });
    }

    /** Whether the cell was stopped. */
    boolean isReached() {
        return isReached;
    }

    /** What its reader is told then. */
    Failure failure() {
        var message = "The cell was stopped after " + limit.toMillis() / 1000.0
                + " s: the setting timeout allows no more. `forkbook doctor` says where it is set.";
        return new Failure("TimeoutException", message, List.of("TimeoutException: " + message));
    }

    @Override
    public void close() {
        end.complete(null);
    }
}
