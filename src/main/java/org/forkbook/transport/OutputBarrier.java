package org.forkbook.transport;

import org.jspecify.annotations.Nullable;

/**
 * A barrier that orders the output of processes: what a worker printed before it released a lock, put something into
 * a queue or reached a barrier is shown before anything that other processes print after that.
 *
 * <p>The order is Lamport's happened-before relation (Time, Clocks, and the Ordering of Events in a Distributed
 * System, 1978). Each worker sends its output over a channel of its own, in batches. Without this, the lines of two
 * workers would appear in any order, and a barrier that works would look as if it didn't.
 */
public final class OutputBarrier {
    private static volatile @Nullable Runnable settling;

    private OutputBarrier() {}

    /** Sets how this process has its output shown. */
    public static void install(Runnable how) {
        settling = how;
    }

    /**
     * Waits until this process's output so far is in order; to be called before another process may proceed. Costs
     * nothing if nothing was printed since the last call.
     */
    public static void settle() {
        var how = settling;
        if (how != null) {
            how.run();
        }
    }
}
