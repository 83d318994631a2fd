package org.forkbook.serialization;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A second try with a stack that is large enough. Object streams recurse, so a linked list of some thousand nodes
 * overflows an ordinary stack; the memory behind a large one is taken only as far as it is used.
 */
public final class LargeStack {

    private static final long BYTES = 2L << 30;

    private LargeStack() {}

    /** A step that may throw what reading and writing throw. */
    public interface Step<T> {
        T run() throws Exception;
    }

    /** Runs a step, again on a large stack if an ordinary one is too small. */
    public static <T> T run(Step<T> step) throws Exception {
        try {
            return step.run();
        } catch (StackOverflowError e) {
            return runDeep(step);
        }
    }

    private static <T> T runDeep(Step<T> step) throws Exception {
        var task = new FutureTask<T>(step::run);
        var thread = new Thread(null, task, "forkbook-deep-stack", BYTES, true); // It works for whom the caller does.
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        // Only the classes' own code in the step may wait for anything: an interrupt is for that, and for the caller.
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
