package org.forkbook.serialization;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A retry on a thread with a large stack. Object streams recurse, so a linked list of some thousand nodes overflows
 * an ordinary stack; the memory of a large stack is committed only as far as it is used.
 */
public final class LargeStack {

    private static final long BYTES = 2L << 30;

    private LargeStack() {}

    /** A step that may throw what serialization throws. */
    public interface Step<T> {
        T run() throws Exception;
    }

    /** Runs a step, and again on a large stack if an ordinary one overflows. */
    public static <T> T run(Step<T> step) throws Exception {
        try {
            return step.run();
        } catch (StackOverflowError e) {
            return runDeep(step);
        }
    }

    private static <T> T runDeep(Step<T> step) throws Exception {
        var task = new FutureTask<T>(step::run);
        // The thread inherits the caller's inheritable thread locals.
        var thread = new Thread(null, task, "forkbook-deep-stack", BYTES, true);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        // Only the classes' own code in the step may block: an interrupt is for that, and for the caller.
        var interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw (Error) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
