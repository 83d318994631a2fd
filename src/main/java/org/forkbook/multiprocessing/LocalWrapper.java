package org.forkbook.multiprocessing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

/** TODO. */
final class LocalWrapper {
    private LocalWrapper() {}

    static boolean is(Runnable command) {
        return command instanceof FutureTask || command instanceof CompletableFuture.AsynchronousCompletionTask;
    }

    static void run(AbstractPool pool, Runnable command) {
        Background.WAITERS.execute(command);
    }
}
