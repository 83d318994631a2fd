package org.forkbook.multiprocessing.pool;

import java.util.Arrays;
import java.util.Set;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.usercode.Causes;
import org.forkbook.usercode.UserCode;

/** A rewriter of stack traces for exceptions that came from a worker and are thrown again here. */
final class RemoteStackTraces {
    /** The frames at the top of a caller's stack while it waits for a pool. */
    private static final Set<String> OURS = Set.of(
            RemoteStackTraces.class.getName(),
            AbstractPool.class.getName(),
            ProcessPool.class.getName(),
            ThreadPool.class.getName(),
            LazyMap.class.getName());

    private RemoteStackTraces() {}

    /**
     * Sets the stack trace of an exception from another process, or about another process's end, to that of the
     * calling thread: it then tells where the parent waited, and its {@link RemoteException} tells what the worker
     * did. Any other exception is left as it is.
     */
    static Throwable here(Throwable e) {
        if (e instanceof WorkerDiedException || e instanceof TaskTimeoutException || isRemote(e)) {
            var frames = Thread.currentThread().getStackTrace();
            int start = 1; // getStackTrace itself.
            while (start < frames.length && OURS.contains(frames[start].getClassName())) {
                start++;
            }
            UserCode.setFrames(e, Arrays.asList(frames).subList(start, frames.length));
        }
        return e;
    }

    private static boolean isRemote(Throwable e) {
        return !(e instanceof RemoteException)
                && Causes.find(RemoteException.class, e).isPresent();
    }
}
