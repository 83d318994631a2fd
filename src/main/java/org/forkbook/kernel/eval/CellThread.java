package org.forkbook.kernel.eval;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs what cells say: one for all cells, as a program has one main thread, and a new one when the old
 * had to be left behind.
 *
 * <p>{@link #call} is for the shell's thread; {@link #interrupt} is for any other.
 */
final class CellThread implements AutoCloseable {

    /** How long polls and {@link Thread#interrupt} may take before harder means are tried. */
    private static final long GRACE_MILLIS = 1_500;

    private static final int TRIES = 5;

    private final ClassLoader contextLoader;
    private @Nullable Loop loop;
    private volatile @Nullable Job<?> current;

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
        var own = loop;
        if (own == null || own.left) {
            own = new Loop();
            own.thread.start();
            loop = own;
        }
        if (Thread.currentThread() == own.thread) {
            return piece.call(); // A cell that has another evaluated.
        }
        var job = new Job<T>(run, piece, own);
        current = job;
        try {
            own.jobs.add(job);
            return job.result.get();
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        } finally {
            current = null;
        }
    }

    /**
     * Ends what runs now: by polls and {@link Thread#interrupt}; then, where the JDK still has it, by
     * {@code Thread.stop}; then by leaving the thread behind.
     */
    void interrupt(CellRun run) {
        run.markInterrupted();
        var job = current;
        if (job == null || job.run != run) {
            return;
        }
        InterruptPoll.arm();
        job.loop.thread.interrupt();
        var pursuit = new Thread(() -> pursue(job), "forkbook-interrupt");
        pursuit.setDaemon(true);
        pursuit.start();
    }

    private void pursue(Job<?> job) {
        try {
            for (int i = 0; i < TRIES; i++) {
                if (job.ended.await(GRACE_MILLIS / TRIES, TimeUnit.MILLISECONDS)) {
                    return;
                }
                job.loop.thread.interrupt(); // A library may have swallowed the first, and block again.
            }
            if (stop(job.loop.thread) && job.ended.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            job.loop.left = true;
            job.result.completeExceptionally(new CellLeftError(job.loop.thread.getStackTrace()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            InterruptPoll.disarm();
        }
    }

    /** Throws an error into a thread from outside; false on JDK 20 and later, which can't. */
    private static boolean stop(Thread thread) {
        try {
            Thread.class.getMethod("stop").invoke(thread);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Override
    public void close() {
        var own = loop;
        if (own != null) {
            own.left = true;
            own.thread.interrupt();
        }
    }

    private static final class Job<T extends @Nullable Object> {
        final CellRun run;
        final Callable<T> piece;
        final Loop loop;
        final CompletableFuture<T> result = new CompletableFuture<>();
        final CountDownLatch ended = new CountDownLatch(1);

        Job(CellRun run, Callable<T> piece, Loop loop) {
            this.run = run;
            this.piece = piece;
            this.loop = loop;
        }

        void perform() {
            run.enter();
            try {
                result.complete(piece.call());
            } catch (Throwable e) { // Whatever user code throws is the cell's result.
                result.completeExceptionally(e);
            } finally {
                ended.countDown();
            }
        }
    }

    private final class Loop implements Runnable {
        final LinkedBlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
        final Thread thread = new Thread(this, "cell");
        volatile boolean left;

        Loop() {
            thread.setDaemon(true);
            thread.setContextClassLoader(contextLoader);
        }

        @Override
        public void run() {
            while (!left) {
                try {
                    jobs.take().perform();
                    Thread.interrupted(); // An interrupt that came too late is not the next cell's.
                } catch (InterruptedException e) {
                    // Either close(), which the loop's condition sees, or an interrupt that came too late.
                }
            }
        }
    }
}
