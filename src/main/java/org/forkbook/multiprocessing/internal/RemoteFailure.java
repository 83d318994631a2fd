package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.serialization.analysis.NotebookNames;
import org.forkbook.usercode.Causes;
import org.forkbook.worker.protocol.WorkerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of a task's failure in the parent: it restores the worker's exception where that is possible, with the
 * worker's stack trace.
 */
public final class RemoteFailure {

    private RemoteFailure() {}

    /**
     * The exception to throw: the worker's own, with a {@link RemoteException} as its innermost cause; or a {@link
     * RemoteException} instead of it.
     */
    public static Throwable of(WorkerMessage.Failure failure, ProcessPlace place, String worker, String task) {
        var type = NotebookNames.readable(failure.type());
        var what = failure.message() == null ? type : type + ": " + failure.message();
        var where = task + " failed in " + worker + ", " + place;
        var frames = failure.frames().toArray(new StackTraceElement[0]);
        var original = original(failure);
        if (original == null) {
            var why = failure.exception() == null
                    ? " (The exception itself can't be sent to another process, so this one represents it.)"
                    : " (Its class isn't known here, so this one represents it.)";
            return new RemoteException(where + ": " + what + why, place.pid(), place.host(), failure.trace(), frames);
        }
        Causes.attach(
                original, new RemoteException(where + ": " + what, place.pid(), place.host(), failure.trace(), frames));
        return original;
    }

    /** The exception that ended a process, with its stack trace there. */
    public static Throwable alone(WorkerMessage.Failure failure, ProcessPlace place, String worker) {
        var original = original(failure);
        return original == null ? of(failure, place, worker, "the program") : original;
    }

    private static @Nullable Throwable original(WorkerMessage.Failure failure) {
        if (failure.exception() == null) {
            return null;
        }
        if (failure.type().equals(OutOfMemoryError.class.getName())) {
            // The JVM keeps preallocated errors that were never constructed: these accept no cause.
            var error = new OutOfMemoryError(failure.message());
            error.setStackTrace(failure.frames().toArray(new StackTraceElement[0]));
            return error;
        }
        try {
            return Capsules.openAnswer(failure.exception()) instanceof Throwable e ? e : null;
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            // Its own methods deserialize it, and may throw anything; the {@link RemoteException} is used instead.
            return null;
        }
    }
}
