package org.forkbook.multiprocessing.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.internal.Hints;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.LazyCleaner;
import org.forkbook.service.ServiceThread;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * The registry of pools that haven't been shut down. A pool that becomes unreachable is shut down. If there are many,
 * this requests a garbage collection, because a program that allocates little would otherwise not have one for long.
 */
public final class OpenPools {
    private static final LazyCleaner CLEANER = new LazyCleaner();
    private static final FailureHandler FAILURES = FailureHandler.logging("The end of forgotten pools");
    private static final int FEW = 4;
    private static final int MANY = 8;
    /** After a collection the collector's own thread still has to report what it has found. */
    private static final long TOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Set<PoolScheduler> OPEN = ConcurrentHashMap.newKeySet();
    private static int looksFrom = FEW; // guarded by the class
    private static boolean looks; // guarded by the class

    private OpenPools() {}

    static void opened(AbstractPool pool) {
        var scheduler = pool.scheduler();
        CLEANER.register(pool, ServiceThread.guarded(scheduler::shutdown, FAILURES));
        OPEN.add(scheduler);
        if (count() >= FEW) {
            lookForForgotten(Frontend.current());
        }
    }

    private static int count() {
        OPEN.removeIf(PoolScheduler::isShutdown);
        return OPEN.size();
    }

    private static synchronized void lookForForgotten(Frontend frontend) {
        if (looks || count() < looksFrom) {
            return;
        }
        looks = true;
        var output = frontend.output();
        ServiceThread.forTask("forkbook-forgotten-pools", () -> look(frontend, output), FAILURES)
                .start();
    }

    @SuppressWarnings("SystemGc") // A small heap may otherwise not be collected for hours, and workers are expensive.
    private static void look(Frontend frontend, Frontend.Output output) {
        System.gc();
        LockSupport.parkNanos(TOLD_NANOS);
        int left = count();
        synchronized (OpenPools.class) {
            looks = false;
            looksFrom = Math.max(FEW, 2 * left);
        }
        if (left >= MANY && WorkerContext.current() == null) {
            Hints.once(
                    frontend,
                    output,
                    "pools",
                    left + " pools are open, and their workers wait for tasks. Close pools that you no longer need,"
                            + " with pool.close() or try (var pool = new ProcessPool()) { … }; ProcessTable.now() shows"
                            + " their processes.");
        }
    }

    /**
     * A replacement for the pool in a notebook variable that has been declared again, whose old value earlier code
     * may still read: it doesn't keep the pool alive.
     *
     * @return null for a value that isn't a pool
     */
    public static @Nullable Object borrowed(@Nullable Object value) {
        return value instanceof AbstractPool pool ? pool.borrowed() : null;
    }
}
