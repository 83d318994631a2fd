package org.forkbook.service;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that repeats one step, such as answering one request, for many clients.
 *
 * <p>This class alone decides what happens to whatever is thrown in a serving loop. A step that fails is one client's
 * failure: the handler is told, and the loop goes on. At an {@link OutOfMemoryError} the {@link MemoryReserve} is
 * released first, so that there is memory for reporting it. After {@value #MOST_FAILURES} failures in a row, with
 * growing pauses between them, the service is broken: the handler is told that it has ended. A failure is in a row
 * with the one before it when no step has succeeded since, and no minute has passed.
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

    /** After this many failures in a row the service ends. */
    public static final int MOST_FAILURES = 30;

    private static final int AT_ONCE = 3;
    private static final long LONGEST_PAUSE_MILLIS = 200;
    private static final long ROW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private ServiceThread() {}

    /** One iteration of a service. */
    @FunctionalInterface
    public interface Step {
        /**
         * Serves one request, or all that are pending; waits for one if there is none.
         *
         * @return whether the service continues; false ends it in good order
         * @throws Exception a failure of this request alone; an {@link Error} is survived as well
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
     * Creates the thread of a service; the caller starts it.
     *
     * @param stackBytes the size of its stack; 0 for the JVM's default
     */
    public static Thread create(String name, long stackBytes, Step step, FailureHandler handler) {
        MemoryReserve.keep();
        return daemon(name, stackBytes, () -> run(step, handler));
    }

    /**
     * Creates a daemon thread for one task; the caller starts it. Whatever the task throws is passed to the handler.
     */
    public static Thread forTask(String name, Runnable task, FailureHandler handler) {
        return forTask(name, 0, task, handler);
    }

    /**
     * The same, with a given stack size.
     *
     * @param stackBytes the size of the thread's stack; 0 for the JVM's default
     */
    public static Thread forTask(String name, long stackBytes, Runnable task, FailureHandler handler) {
        return daemon(name, stackBytes, guarded(task, handler));
    }

    /**
     * Wraps a task so that it can't end its thread or an executor's schedule: whatever it throws is passed to the
     * handler as a failed step.
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

    /**
     * Whether the calling thread was created here: it is one of the program's own threads, not one that users' code
     * has started.
     */
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
                // The interrupt is not ours: only the step's own condition ends the service.
            } catch (Throwable e) { // Whatever one request throws must not end the service for all.
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
        } catch (Throwable e) { // Nobody is left to report to.
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
