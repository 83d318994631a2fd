package org.forkbook.multiprocessing.pool;

import java.util.Arrays;
import java.util.Set;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.usercode.Causes;
import org.forkbook.usercode.UserCode;

/** Where an exception that came from a worker was thrown again. */
final class RemoteStackTraces {
    /** Where a caller's thread is while it waits for a pool. */
    private static final Set<String> OURS = Set.of(
            RemoteStackTraces.class.getName(),
            AbstractPool.class.getName(),
            ProcessPool.class.getName(),
            ThreadPool.class.getName(),
            LazyMap.class.getName());

    private RemoteStackTraces() {}

    /**
     * Gives an exception from another process, or of another process's end, the calling thread's stack trace: it then
     * says where the parent waited, and its {@link RemoteException} says what the worker did. Any other is left as it is.
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
