package org.forkbook.worker.agent;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * What makes the threads of a worker's common pool, which parallel streams and completable futures run on: they find the
 * classes and resources that tasks find. The JDK's own would have the class path that the process was started with.
 *
 * <p>Public because the JDK makes it by name; not for use by hand.
 */
public final class TaskThreads implements ForkJoinWorkerThreadFactory {
    private static final String PROPERTY = "java.util.concurrent.ForkJoinPool.common.threadFactory";

    /** Called by the JDK. */
    public TaskThreads() {}

    /** Has the common pool, which there isn't yet, use this, unless somebody has chosen another. */
    static void install() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, TaskThreads.class.getName());
        }
    }

    @Override
    public ForkJoinWorkerThread newThread(ForkJoinPool pool) {
        var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        var context = WorkerContext.current();
        if (context != null) {
            thread.setContextClassLoader(context.reader().loader());
        }
        return thread;
    }
}
