package org.forkbook.multiprocessing.internal;

import org.forkbook.multiprocessing.Frontend;

/** A wait that an interrupt doesn't end, unless the user wants to stop the program on this thread. */
public final class Uninterruptibles {

    /** A blocking step. */
    public interface Step {
        void run() throws InterruptedException;
    }

    private Uninterruptibles() {}

    /** Runs a step, and runs it again if an interrupt broke it off; restores the interrupt status afterwards. */
    public static void run(Step step) {
        var interrupted = false;
        try {
            while (true) {
                try {
                    step.run();
                    return;
                } catch (InterruptedException e) {
                    if (Frontend.current().isStopping()) {
                        interrupted = false; // The interrupt has had its effect.
                        throw Rethrow.asIs(e);
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
