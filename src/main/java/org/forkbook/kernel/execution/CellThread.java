package org.forkbook.kernel.execution;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.MemoryReserve;
import org.forkbook.service.ServiceThread;
import org.forkbook.usercode.ExceptionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Executor of the cells: one thread runs them all, as a program has one main thread. A cell that runs beside another
 * gets another thread, and a new one replaces a thread that had to be abandoned.
 *
 * <p>Safe for many threads.
 */
public final class CellThread implements AutoCloseable {

    /** How long polls and {@link Thread#interrupt} may take before stronger means are tried. */
    private static final long GRACE_MILLIS = 1_000;

    private static final int TRIES = 5;

    private final ClassLoader contextLoader;
    private final Map<CellRun, Job<?>> current = new ConcurrentHashMap<>();
    private @Nullable Loop main; // guarded by this

    public CellThread(ClassLoader contextLoader) {
        this.contextLoader = contextLoader;
    }

    /**
     * Runs part of a cell and waits for its end.
     *
     * @throws Throwable what the code throws
     */
    public <T extends @Nullable Object> T call(CellRun run, Callable<T> code) throws Throwable {
        if (run.isInterrupted()) {
            throw new CellInterruptedError();
        }
        if (Thread.currentThread() instanceof Loop) {
            return code.call(); // A cell that has another evaluated.
        }
        var job = new Job<T>(run, code);
        submit(job);
        return result(job);
    }

    /**
     * Runs short code that no cell waits for, such as the text of a value, and stops it when it takes too long.
     *
     * @throws Throwable what the code throws; {@link CellInterruptedError} or {@link CellAbandonedError} when it was
     *     stopped
     */
    public <T extends @Nullable Object> T briefly(Duration limit, Callable<T> code) throws Throwable {
        var run = CellRun.after();
        if (run == null) {
            return code.call(); // No cell has run that could have brought code of its own.
        }
        try (var end = new CellTimeLimit(limit, () -> interrupt(run))) {
            return call(run, code);
        }
    }

    /**
     * Describes an exception on a cell's thread: its methods may be the cell's own, and may never return. Also after
     * the cell was interrupted.
     *
     * @throws CellInterruptedError if the cell is interrupted meanwhile
     */
    public ExceptionDescription describe(CellRun run, Throwable thrown) {
        var before = run.isInterrupted();
        ExceptionDescription description;
        try {
            description = callAfter(run, () -> ExceptionDescription.of(thrown));
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new CellInterruptedError(); // This thread was, while it waited.
        }
        if (run.isInterrupted() && !before) {
            throw new CellInterruptedError();
        }
        return description;
    }

    /**
     * Runs what is left to do for a cell that has failed, and waits for its end: also after the cell was interrupted.
     * Code of a notebook in it then ends at its first poll, and the rest of it, when it takes long, as after any
     * interrupt.
     *
     * @throws Throwable what the code throws
     */
    public <T extends @Nullable Object> T callAfter(CellRun run, Callable<T> code) throws Throwable {
        if (Thread.currentThread() instanceof Loop) {
            return code.call();
        }
        var job = new Job<T>(run, code);
        var loop = submit(job);
        if (run.isInterrupted()) { // Nobody may press the button again, and a time limit comes once.
            pursue(() -> pursue(job, loop));
        }
        return result(job);
    }

    private <T extends @Nullable Object> T result(Job<T> job) throws Throwable {
        try {
            return job.result.get().get();
        } finally {
            current.remove(job.run, job);
        }
    }

    private synchronized Loop submit(Job<?> job) {
        var loop = main;
        if (loop == null || loop.left) {
            loop = new Loop("cell");
            main = loop;
            loop.start();
        } else if (current.values().stream().anyMatch(other -> other.loop == main)) {
            loop = new Loop("cell beside");
            loop.left = true; // For this job only.
            loop.start();
        }
        job.loop = loop;
        current.put(job.run, job);
        loop.jobs.add(job);
        return loop;
    }

    /**
     * Interrupts the cell, on its thread and on all others that work for it: by polls and {@link Thread#interrupt};
     * then by {@linkplain StoppableThread#throwInto an error thrown into the thread}, which ends loops of libraries;
     * then by leaving the thread behind. Returns at once.
     */
    public void interrupt(CellRun run) {
        run.markInterrupted();
        pursue(() -> {
            run.endChildren();
            CellWork.stop(run, GRACE_MILLIS, TRIES);
        });
        var job = current.get(run);
        var loop = job == null ? null : job.loop;
        if (job != null && loop != null) {
            loop.interrupt();
            pursue(() -> pursue(job, loop));
        }
    }

    /** A step of an interrupt that may take a while. */
    private interface InterruptStep {
        void run() throws InterruptedException;
    }

    private static void pursue(InterruptStep pursuit) {
        InterruptPoll.arm();
        ServiceThread.forTask(
                        "forkbook-interrupt",
                        () -> {
                            try {
                                pursuit.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                InterruptPoll.disarm();
                            }
                        },
                        FailureHandler.logging("The stop of a cell"))
                .start();
    }

    private static void pursue(Job<?> job, Loop loop) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (job.ended.await(GRACE_MILLIS / TRIES, TimeUnit.MILLISECONDS)) {
                return;
            }
            job.whileItRuns(loop::disturb); // A library may have swallowed the first, and block again.
        }
        for (int i = 0; i < TRIES && job.whileItRuns(loop::retire); i++) { // A library may have caught the first.
            if (job.ended.await(GRACE_MILLIS / TRIES, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        if (job.ended.getCount() > 0) {
            loop.left = true;
            job.result.complete(Ended.by(CellAbandonedError.of(loop)));
        } else {
            // An error thrown into it may have come between its end and the note of how it ended.
            loop.join(GRACE_MILLIS);
            job.result.complete(Ended.by(new CellInterruptedError()));
        }
    }

    @Override
    public synchronized void close() {
        var loop = main;
        if (loop != null) {
            loop.left = true;
            loop.interrupt();
        }
    }

    /**
     * The outcome of a call. The exception is stored as a value: a future completed with it would call its methods on
     * the waiting thread.
     */
    private record Ended<T extends @Nullable Object>(
            @Nullable T value, @Nullable Throwable thrown) {

        static <T extends @Nullable Object> Ended<T> by(Throwable thrown) {
            return new Ended<>(null, thrown);
        }

        @SuppressWarnings("NullAway") // Null only where the code may return it.
        T get() throws Throwable {
            if (thrown != null) {
                throw thrown;
            }
            return value;
        }
    }

    private static final class Job<T extends @Nullable Object> {
        final CellRun run;
        final Callable<T> code;
        final CompletableFuture<Ended<T>> result = new CompletableFuture<>();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable Loop loop;

        Job(CellRun run, Callable<T> code) {
            this.run = run;
            this.code = code;
        }

        /** The exception to report: if {@code Thread.stop} threw it, our own error, which says where the cell was. */
        private Throwable saying(Throwable thrown) {
            var own = loop;
            var cause = thrown instanceof InvocationTargetException call ? call.getTargetException() : thrown;
            return own != null && run.isInterrupted() && StoppableThread.isThreadDeath(cause) ? own.error() : thrown;
        }

        /** Acts on the thread unless the call has ended: the next call must not be affected. */
        synchronized boolean whileItRuns(BooleanSupplier deed) {
            return ended.getCount() > 0 && deed.getAsBoolean();
        }

        private synchronized void end() {
            ended.countDown();
        }

        void perform() {
            run.enter();
            var timer = run.meter();
            timer.begins();
            @Nullable T value = null;
            Throwable thrown = null;
            try {
                try {
                    value = code.call();
                } catch (Throwable e) { // Whatever user code throws is the cell's result.
                    if (MemoryReserve.isExhaustion(e)) {
                        MemoryReserve.release(); // For the error message, and for a cell that frees memory.
                    }
                    thrown = saying(e);
                }
                timer.ended();
            } finally {
                end();
            }
            // Only now, as nothing meant for this call can hit the next: the receiver of the result may start one.
            result.complete(new Ended<>(value, thrown));
        }
    }

    /** A thread that runs one job after the other. */
    private final class Loop extends StoppableThread {
        final LinkedBlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
        volatile boolean left;

        Loop(String name) {
            super(name);
            setContextClassLoader(contextLoader);
        }

        private boolean disturb() {
            interrupt();
            return true;
        }

        /**
         * Throws an error into the thread, which then runs no other code: the error may arrive late, while the thread
         * waits for the next job.
         *
         * @return whether an error could be thrown
         */
        private boolean retire() {
            left = true;
            return throwInto();
        }

        @Override
        public void run() {
            do {
                try {
                    jobs.take().perform();
                    Thread.interrupted(); // An interrupt that came too late is not the next cell's.
                } catch (InterruptedException | RuntimeException | Error e) {
                    // Either close(), which the loop's condition sees, or an interrupt that came too late; what the job
                    // itself throws stays in it.
                }
            } while (!left || !jobs.isEmpty());
        }
    }
}
