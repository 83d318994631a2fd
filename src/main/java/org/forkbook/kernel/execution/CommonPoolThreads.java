package org.forkbook.kernel.execution;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Thread factory of the common pool in a kernel. These threads run parts of cells, such as parallel streams, and have
 * the notebook's class loader as their context class loader, so that they find services and resources of its jars.
 *
 * <p>Public because the JDK makes one, by its name; not for use by hand.
 */
public final class CommonPoolThreads implements ForkJoinWorkerThreadFactory {

    private static final String PROPERTY = "java.util.concurrent.ForkJoinPool.common.threadFactory";

    private static volatile @Nullable ClassLoader loader;

    /** Has the common pool use these, unless it is in use already or its user has chosen others. */
    public static void install() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, CommonPoolThreads.class.getName());
        }
    }

    /** Sets the loader for threads to come. */
    public static void use(ClassLoader loaderOfNotebook) {
        loader = loaderOfNotebook;
    }

    @Override
    public ForkJoinWorkerThread newThread(ForkJoinPool pool) {
        var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        var own = loader;
        if (thread != null && own != null) {
            thread.setContextClassLoader(own);
        }
        return thread;
    }
}
