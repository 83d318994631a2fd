package org.forkbook.multiprocessing;

/** A wait that an interrupt doesn't end, unless the user wants the program on this thread to stop. */
final class Uninterruptibly {

    /** What may wait. */
    interface Step {
        void run() throws InterruptedException;
    }

    private Uninterruptibly() {}

    /** Takes a step, again when an interrupt broke it; the thread is then interrupted when the step is through. */
    static void run(Step step) {
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
