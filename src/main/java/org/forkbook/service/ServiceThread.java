package org.forkbook.service;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A service thread: a daemon thread that repeats one step, such as the answer to one request, for many clients.
 *
 * <p>This is the one place that decides what happens to whatever is thrown in a loop that serves. A step that fails is one
 * client's failure: the handler is told, and the loop goes on. Of an {@link OutOfMemoryError} the {@link MemoryReserve} is
 * let go first, so that there is room to say so. After {@value #MOST_FAILURES} failures in a row, between which it waits
 * longer and longer, the service is broken: the handler is told that it has ended. A failure is in a row with the one
 * before it when no step has succeeded since, and no minute has passed.
 *
 * <p>It inherits no thread locals and no context class loader from the thread that happens to start it.
 *
 * <pre>{@code
 * var thread = ServiceThread.start("forkbook-accept", () -> {
 *     var peer = socket.accept();
 *     greet(peer);
 *     return socket.isOpen();
 * }, FailureHandler.logging("The acceptor"));
 * }</pre>
 */
public final class ServiceThread {

    /** A service that fails so often in a row has ended. */
    public static final int MOST_FAILURES = 30;

    private static final int AT_ONCE = 3;
    private static final long LONGEST_PAUSE_MILLIS = 200;
    private static final long ROW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private ServiceThread() {}

    /** What a service does again and again. */
    @FunctionalInterface
    public interface Step {
        /**
         * Serves one request, or what is there of them, and waits for it if need be.
         *
         * @return whether the service goes on; false is its orderly end
         * @throws Exception what concerns this request alone; an {@link Error} is survived as well
         */
        boolean serve() throws Exception;
    }

    /** Starts a service. */
    public static Thread start(String name, Step step, FailureHandler handler) {
        var thread = create(name, 0, step, handler);
        thread.start();
        return thread;
    }

    /**
     * Makes the thread of a service, which is to be started.
     *
     * @param stackBytes how large its stack is; 0 for the JVM's usual size
     */
    public static Thread create(String name, long stackBytes, Step step, FailureHandler handler) {
        MemoryReserve.keep();
        return daemon(name, stackBytes, () -> run(step, handler));
    }

    /** Makes a daemon thread for one task, which is to be started; whatever the task throws is told to the handler. */
    public static Thread forTask(String name, Runnable task, FailureHandler handler) {
        return forTask(name, 0, task, handler);
    }

    /**
     * The same, with a stack of one's own choice.
     *
     * @param stackBytes how large the thread's stack is; 0 for the JVM's usual size
     */
    public static Thread forTask(String name, long stackBytes, Runnable task, FailureHandler handler) {
        return daemon(name, stackBytes, guarded(task, handler));
    }

    /**
     * A task that can't end the thread or the schedule of an executor: whatever it throws is told to the handler as a failed
     * step.
     */
    public static Runnable guarded(Runnable task, FailureHandler handler) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) { // One request's failure: the executor's thread serves others.
                tell(handler, e, false);
            }
        };
    }

    /** Whether the calling thread was made here: it is the program's own, and none that a user's code has started. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof Own;
    }

    private static final class Own extends Thread {
        Own(Runnable body, String name, long stackBytes) {
            super(null, body, name, stackBytes, false);
        }
    }

    private static Thread daemon(String name, long stackBytes, Runnable body) {
        var thread = new Own(body, name, stackBytes);
        thread.setDaemon(true);
        thread.setContextClassLoader(ServiceThread.class.getClassLoader());
        return thread;
    }

    private static void run(Step step, FailureHandler handler) {
        var failures = 0;
        var last = System.nanoTime();
        while (true) {
            try {
                if (!step.serve()) {
                    return;
                }
                if (failures > 0) {
                    failures = 0;
                    MemoryReserve.restore();
                }
            } catch (InterruptedException e) {
                // A stranger's interrupt: the step's own condition says when the service ends.
            } catch (Throwable e) { // What one request throws, whatever it is, mustn't end the service for all.
                var now = System.nanoTime();
                failures = now - last > ROW_NANOS ? 1 : failures + 1;
                last = now;
                var broken = failures >= MOST_FAILURES;
                tell(handler, e, broken);
                if (broken) {
                    return;
                }
                pause(failures);
            }
        }
    }

    private static void tell(FailureHandler handler, Throwable cause, boolean last) {
        if (MemoryReserve.isExhaustion(cause)) {
            MemoryReserve.release();
        }
        Throwable second = attempt(handler, cause, last);
        if (second != null && MemoryReserve.isExhaustion(second) && MemoryReserve.release()) {
            attempt(handler, cause, last);
        }
    }

    private static @Nullable Throwable attempt(FailureHandler handler, Throwable cause, boolean last) {
        try {
            if (last) {
                handler.serviceEnded(cause);
            } else {
                handler.stepFailed(cause);
            }
            return null;
        } catch (Throwable e) { // Nobody is left to be told.
            return e;
        }
    }

    private static void pause(int failures) {
        if (failures > AT_ONCE) {
            var millis = Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(20, failures - AT_ONCE));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
