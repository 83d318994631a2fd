package org.forkbook.kernel.execution;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.forkbook.chart.Units;
import org.forkbook.kernel.execution.Interpreter.Failure;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/**
 * Time limit of a cell: an interrupt, with the reason, when it runs for longer than its user allows. It has its own
 * thread, since the cell can keep the common pool's busy.
 */
public final class CellTimeLimit implements AutoCloseable {

    private final Duration limit;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean isReached;

    public CellTimeLimit(Duration limit, Runnable interrupt) {
        this.limit = limit;
        ServiceThread.forTask(
                        "forkbook-time-limit", () -> await(interrupt), FailureHandler.logging("A cell's time limit"))
                .start();
    }

    private void await(Runnable interrupt) {
        try {
            if (!end.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                isReached = true;
                interrupt.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the cell was stopped. */
    public boolean isReached() {
        return isReached;
    }

    /** The failure that is shown then. */
    public Failure failure() {
        var message = "The cell was stopped after " + Units.seconds(limit)
                + ": the setting timeout allows no more. `forkbook doctor` shows where it is set.";
        return new Failure("TimeoutException", message, List.of("TimeoutException: " + message));
    }

    @Override
    public void close() {
        end.countDown();
    }
}
