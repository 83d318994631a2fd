package org.forkbook.grading;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.chart.Units;
import org.forkbook.service.Deadline;
import org.forkbook.service.Uninterruptibles;

/** Task with a time limit, which holds whether the task responds to interrupts or not. */
final class TimeLimitedTask {

    private static final long TO_TIDY_UP_SECONDS = 15;

    private TimeLimitedTask() {}

    /** The work; unchecked exceptions are thrown as they are. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * Runs the work on its own thread.
     *
     * @throws IOException if time is up: the work has been interrupted, and is abandoned if it still goes on
     * @throws InterruptedException if the calling thread is interrupted, and so was the work
     */
    static <T> T call(Duration limit, Work<T> work) throws IOException, InterruptedException {
        var task = new FutureTask<T>(work::run);
        var thread = new Thread(task, Thread.currentThread().getName() + "-work");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            end(thread);
            throw new IOException("it did not end within " + Units.seconds(limit), e);
        } catch (InterruptedException e) {
            end(thread);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            if (e.getCause() instanceof RuntimeException trouble) {
                throw trouble;
            }
            if (e.getCause() instanceof Error trouble) {
                throw trouble;
            }
            throw new IOException("it was interrupted", e);
        }
    }

    /** It may have processes to end and folders to remove; a second interrupt doesn't cut that short. */
    private static void end(Thread thread) {
        thread.interrupt();
        var deadline = Deadline.in(Duration.ofSeconds(TO_TIDY_UP_SECONDS));
        Uninterruptibles.run(() -> thread.join(deadline.millisLeft()));
    }
}
