package org.forkbook.multiprocessing.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.multiprocessing.Frontend;

/**
 * Threads of the parent for callers' own code: what they attach to a future may wait for anything, even for another
 * task of the same pool, and what reads and writes objects of their classes may never return; so it never runs on a thread
 * that serves a worker.
 */
public final class CallbackExecutor {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int WRAPPERS = 256;

    /** Runs what is attached to futures. */
    public static final ExecutorService CALLBACKS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), CallbackExecutor::thread);

    /** Runs wrappers that wait for their task: many at once, but not as many as tasks. */
    public static final ExecutorService WAITERS = waiters();

    private CallbackExecutor() {}

    private static ExecutorService waiters() {
        var executor = new ThreadPoolExecutor(
                WRAPPERS, WRAPPERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CallbackExecutor::thread);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Does, on a thread of its own, what runs code of a caller's classes: it works for the same as the caller, so that a stop
     * reaches it.
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

    /** What is left of a cell that was stopped takes on no work: its results belong to the cell that runs now, if any does. */
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
        // What runs on it finds classes, services and resources where the caller's own threads do.
        Frontend.current().classes().loaders().stream().findFirst().ifPresent(thread::setContextClassLoader);
        return thread;
    }
}
