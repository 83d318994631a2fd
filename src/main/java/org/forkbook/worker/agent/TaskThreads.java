package org.forkbook.worker.agent;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * The thread factory of a worker's common pool, on which parallel streams and completable futures run; used in the
 * worker. Its threads find the classes and resources that tasks find; those of the JDK's own factory would have the
 * class path that the process was started with.
 *
 * <p>It is public because the JDK instantiates it by name, and not meant for use in code.
 */
public final class TaskThreads implements ForkJoinWorkerThreadFactory {
    private static final String PROPERTY = "java.util.concurrent.ForkJoinPool.common.threadFactory";

    /** Called by the JDK. */
    public TaskThreads() {}

    /** Makes this the factory of the common pool, which does not exist yet, unless another one has been set. */
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
