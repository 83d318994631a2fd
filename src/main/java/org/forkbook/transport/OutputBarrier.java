package org.forkbook.transport;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of what different processes print, where one of them let the other go on: what a worker printed before it
 * gave a lock back, put something into a queue or came to a barrier is shown before anything that others print after that.
 *
 * <p>The order is Lamport's "happened before" (Time, Clocks, and the Ordering of Events in a Distributed System, 1978). Each
 * worker's output has a channel of its own to the parent, and waits a moment for company, so without this the lines of two
 * workers come in any order, and a barrier that works looks as if it didn't.
 */
public final class OutputBarrier {
    private static volatile @Nullable Runnable settling;

    private OutputBarrier() {}

    /** Says how this process sees to it that what it has printed so far is shown. */
    public static void install(Runnable how) {
        settling = how;
    }

    /** To be called before another process is let go on. Costs nothing while nothing new was printed. */
    public static void settle() {
        var how = settling;
        if (how != null) {
            how.run();
        }
    }
}
