package org.forkbook.kernel.eval;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs what cells say: one for all cells, as a program has one main thread; another for a cell that runs
 * beside one, and a new one when the old had to be left behind.
 *
 * <p>Safe for many threads.
 */
final class CellThread implements AutoCloseable {

    /** How long polls and {@link Thread#interrupt} may take before harder means are tried. */
    private static final long GRACE_MILLIS = 1_000;

    private static final int TRIES = 5;

    private final ClassLoader contextLoader;
    private final Map<CellRun, Job<?>> current = new ConcurrentHashMap<>();
    private @Nullable Loop main; // guarded by this

    CellThread(ClassLoader contextLoader) {
        this.contextLoader = contextLoader;
    }

    /**
     * Runs a piece of a cell and waits for its end.
     *
     * @throws Throwable what the piece throws
     */
    <T extends @Nullable Object> T call(CellRun run, Callable<T> piece) throws Throwable {
        if (run.isInterrupted()) {
            throw new CellInterruptedError();
        }
        if (Thread.currentThread() instanceof Loop) {
            return piece.call(); // A cell that has another evaluated.
        }
        var job = new Job<T>(run, piece);
        submit(job);
        try {
            return job.result.get();
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        } finally {
            current.remove(run, job);
        }
    }

    private synchronized void submit(Job<?> job) {
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
    }

    /**
     * Ends what runs now: by polls and {@link Thread#interrupt}; then by {@linkplain StoppableThread#throwInto an error
     * thrown into the thread}, which ends loops of libraries; then by leaving the thread behind.
     */
    void interrupt(CellRun run) {
        run.markInterrupted();
        var job = current.get(run);
        if (job == null) {
            return;
        }
        var loop = job.loop;
        if (loop == null) {
            return;
        }
        InterruptPoll.arm();
        loop.interrupt();
        var pursuit = new Thread(() -> pursue(job, loop), "forkbook-interrupt");
        pursuit.setDaemon(true);
        pursuit.start();
    }

    private static void pursue(Job<?> job, Loop loop) {
        try {
            job.run.endChildren();
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
                job.result.completeExceptionally(CellLeftError.of(loop));
            } else {
                // An error thrown into it may have come between its end and the note of how it ended.
                loop.join(GRACE_MILLIS);
                job.result.completeExceptionally(new CellInterruptedError());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            InterruptPoll.disarm();
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

    private static final class Job<T extends @Nullable Object> {
        final CellRun run;
        final Callable<T> piece;
        final CompletableFuture<T> result = new CompletableFuture<>();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable Loop loop;

        Job(CellRun run, Callable<T> piece) {
            this.run = run;
            this.piece = piece;
        }

        /** What was thrown; where {@code Thread.stop} threw, only an error of ours says where the cell was. */
        private Throwable saying(Throwable thrown) {
            var own = loop;
            var cause = thrown.getCause() == null ? thrown : thrown.getCause();
            return own != null && run.isInterrupted() && Failures.isThreadDeath(cause) ? own.error() : thrown;
        }

        /** Does something to the thread unless the piece has ended: the next piece's thread is not to be touched. */
        synchronized boolean whileItRuns(BooleanSupplier deed) {
            return ended.getCount() > 0 && deed.getAsBoolean();
        }

        private synchronized void end() {
            ended.countDown();
        }

        void perform() {
            run.enter();
            var meter = run.meter();
            meter.begins();
            @Nullable T value = null;
            Throwable thrown = null;
            try {
                try {
                    value = piece.call();
                } catch (Throwable e) { // Whatever user code throws is the cell's result.
                    thrown = saying(e);
                }
                meter.ended();
            } finally {
                end();
            }
            // Now that nothing meant for this piece can hit the next: whoever hears of the result may send one.
            if (thrown == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(thrown);
            }
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
         * Throws an error into the thread, which then runs no other piece: the error may come late, in the midst of what
         * waits for the next one.
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
