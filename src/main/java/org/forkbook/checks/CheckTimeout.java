package org.forkbook.checks;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.forkbook.chart.Units;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * Time limit of a check: it interrupts code that waits forever, for example for a worker that never ends, and the check
 * says so. Code that computes forever ignores the interrupt; the stop button, or the grader's limit for a cell, ends
 * it.
 */
final class CheckTimeout {

    /** Shorter than what graders allow for a cell, which usually is half a minute. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Duration limit;
    private final Thread caller = Thread.currentThread();
    private final CountDownLatch end = new CountDownLatch(1);
    private @Nullable State state; // guarded by this

    private enum State {
        INTERRUPTED,
        DONE
    }

    CheckTimeout(Duration limit) {
        this.limit = limit;
    }

    static CheckTimeout begin() {
        return new CheckTimeout(LIMIT);
    }

    /**
     * Calls the code on this thread.
     *
     * @throws OutOfTime if it was interrupted because its time was up, and threw an exception
     */
    <T> T call(Callable<? extends T> code) throws Exception {
        // On its own thread: the code can keep the common pool's busy.
        ServiceThread.forTask("forkbook-check-timeout", this::awaitEnd, FailureHandler.logging("A check's time limit"))
                .start();
        try {
            return code.call();
        } catch (Exception | Error e) {
            if (done()) {
                throw new OutOfTime(
                        "nothing within " + Units.seconds(limit) + ": it waits for something that never comes", e);
            }
            throw e;
        } finally {
            done();
        }
    }

    /** The code was still waiting when its time was up. */
    static final class OutOfTime extends Exception {

        private static final long serialVersionUID = 1L;

        OutOfTime(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private void awaitEnd() {
        try {
            if (!end.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void interrupt() {
        if (state == null) {
            state = State.INTERRUPTED;
            caller.interrupt();
        }
    }

    /** Whether the time was up; from here on there is no interrupt, and none is pending. */
    private synchronized boolean done() {
        boolean late = state == State.INTERRUPTED;
        if (late) {
            Thread.interrupted();
        }
        state = State.DONE;
        end.countDown();
        return late;
    }
}
