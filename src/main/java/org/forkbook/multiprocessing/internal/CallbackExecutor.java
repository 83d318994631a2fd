package org.forkbook.multiprocessing.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.multiprocessing.Frontend;

/**
 * Executors for users' code in the parent: callbacks attached to a future, which may wait for anything, even for
 * another task of the same pool; and the serialization of objects of users' classes, which may never return. Such
 * code never runs on a thread that serves a worker.
 */
public final class CallbackExecutor {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int WRAPPERS = 256;

    /** Runs the callbacks of futures. */
    public static final ExecutorService CALLBACKS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), CallbackExecutor::thread);

    /** Runs wrappers that wait for their task: many at once, but fewer than tasks. */
    public static final ExecutorService WAITERS = waiters();

    private CallbackExecutor() {}

    private static ExecutorService waiters() {
        var executor = new ThreadPoolExecutor(
                WRAPPERS, WRAPPERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CallbackExecutor::thread);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Runs a step that may run users' code, on a thread of its own within the caller's scope, so that an interrupt of
     * the cell reaches it.
     *
     * @throws OutOfMemoryError if the system gives this process no more threads
     */
    public static void callUserCode(Frontend.Scope scope, Runnable step) {
        CALLBACKS.execute(() -> {
            try (var work = enter(scope)) {
                step.run();
            }
        });
    }

    /**
     * Enters a scope. Work left over from a cell that was interrupted gets no scope: its results belong to the cell
     * that runs now, if any does.
     */
    public static Frontend.Work enter(Frontend.Scope scope) {
        try {
            return scope.enter();
        } catch (RuntimeException | Error stopped) {
            try {
                return Frontend.current().scope().enter();
            } catch (RuntimeException | Error stoppedToo) {
                return () -> {};
            }
        }
    }

    private static Thread thread(Runnable body) {
        var thread = new Thread(null, body, "forkbook-callback-" + NUMBER.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        // Code that runs on the thread finds classes, services and resources where the caller's own threads do.
        Frontend.current().classes().loaders().stream().findFirst().ifPresent(thread::setContextClassLoader);
        return thread;
    }
}
