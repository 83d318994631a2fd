package org.forkbook.multiprocessing.internal;

import org.forkbook.multiprocessing.Frontend;

/** A wait that an interrupt doesn't end, unless the user wants the program on this thread to stop. */
public final class Uninterruptibles {

    /** What may wait. */
    public interface Step {
        void run() throws InterruptedException;
    }

    private Uninterruptibles() {}

    /** Takes a step, again when an interrupt broke it; the thread is then interrupted when the step is through. */
    public static void run(Step step) {
        var interrupted = false;
        try {
            while (true) {
                try {
                    step.run();
                    return;
                } catch (InterruptedException e) {
                    if (Frontend.current().isStopping()) {
                        interrupted = false; // It has its answer.
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
