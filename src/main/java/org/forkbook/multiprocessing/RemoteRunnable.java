package org.forkbook.multiprocessing;

import java.io.Serializable;
import org.forkbook.multiprocessing.internal.Rethrow;

/**
 * A task without a result that can be sent to another process, and may throw checked exceptions.
 *
 * <p>A lambda written where one is expected is serializable, so a plain program needs nothing more:
 *
 * <pre>{@code
 * new WorkerProcess(() -> System.out.println("Worker process executing.")).start();
 * }</pre>
 */
@FunctionalInterface
public interface RemoteRunnable extends Runnable, Serializable {

    /** Does the work; the task fails with what it throws. */
    void execute() throws Exception;

    /** {@link #execute}, for callers that know a {@link Runnable} only; a checked exception passes through as it is. */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // Both names are needed: this one can't throw.
    default void run() {
        try {
            execute();
        } catch (Exception e) {
            throw Rethrow.asIs(e);
        }
    }
}
