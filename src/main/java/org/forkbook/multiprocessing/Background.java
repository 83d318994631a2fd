package org.forkbook.multiprocessing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of the parent for callers' own code: what they attach to a future may wait for anything, even for another
 * task of the same pool, so it never runs on a thread that serves a worker.
 */
final class Background {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int WRAPPERS = 256;

    /** Runs what is attached to futures. */
    static final ExecutorService CALLBACKS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Background::thread);

    /** Runs wrappers that wait for their task: many at once, but not as many as tasks. */
    static final ExecutorService WAITERS = waiters();

    private Background() {}

    private static ExecutorService waiters() {
        var executor = new ThreadPoolExecutor(
                WRAPPERS, WRAPPERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Background::thread);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Thread thread(Runnable body) {
        var thread = new Thread(null, body, "forkbook-callback-" + NUMBER.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        // What runs on it finds classes, services and resources where the caller's own threads do.
        Frontend.current().classes().loaders().stream().findFirst().ifPresent(thread::setContextClassLoader);
        return thread;
    }
}
