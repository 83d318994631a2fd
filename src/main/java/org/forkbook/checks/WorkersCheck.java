package org.forkbook.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.forkbook.worker.launch.Worker;
import org.forkbook.worker.launch.WorkerRegistry;

/**
 * Check of the worker processes that code starts, those of its pools included: their number, whether they run together,
 * and whether they are gone afterwards.
 *
 * <pre>{@code
 * Check.workers("printAll(numbers)", () -> printAll(numbers)).areStarted(4);
 * }</pre>
 *
 * <p>Each method that compares runs the tested code once.
 */
public final class WorkersCheck {

    private static final Duration TIME_TO_END = Duration.ofSeconds(5);

    private final Expectation expectation;
    private final Check.Code code;

    WorkersCheck(Expectation expectation, Check.Code code) {
        this.expectation = expectation;
        this.code = code;
    }

    /** The same check with a hint for failures. */
    public WorkersCheck hint(String hint) {
        return new WorkersCheck(expectation.withHint(hint), code);
    }

    /** Requires that exactly so many worker processes are started. */
    public void areStarted(int count) {
        areStarted(count, count);
    }

    /** Requires that at least {@code least} and at most {@code most} worker processes are started. */
    public void areStarted(int least, int most) {
        var number = least == most ? Integer.toString(least) : least + " to " + most;
        var wanted = number + (most == 1 ? " worker process" : " worker processes");
        int started = started(wanted, StartLatch.open()).size();
        if (started < least || started > most) {
            throw expectation.failure(wanted, Integer.toString(started));
        }
    }

    /**
     * Requires that so many worker processes are started before the first of them ends: what the first one prints waits
     * until the others are there. Each of them has to print something.
     */
    public void areStartedTogether(int count) {
        var wanted = count + " worker processes at the same time";
        var latch = StartLatch.of(count);
        started(wanted, latch);
        if (latch.started() < count || latch.wasForced()) {
            throw expectation.failure(
                    wanted,
                    latch.wasForced()
                            ? "one printed its text, and no other was started meanwhile"
                            : latch.started() + " in all");
        }
    }

    /** Requires that none of the worker processes that are started is left. One that is about to end may take a moment. */
    public void areGone() {
        var wanted = "no worker process is left";
        var left = started(wanted, StartLatch.open()).stream()
                .filter(worker -> !ends(worker))
                .map(worker -> worker.name() + " (process " + worker.pid() + ")")
                .toList();
        if (!left.isEmpty()) {
            throw expectation.failure(wanted, "still there: " + String.join(", ", left));
        }
    }

    private List<Worker> started(String wanted, StartLatch latch) {
        var before = known();
        try {
            OutputCapture.gated(code, latch);
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            throw expectation.thrown(wanted, e);
        }
        var started = known();
        started.removeAll(before);
        return started;
    }

    /** All workers that have or had work to do; spare workers don't count. */
    private static List<Worker> known() {
        return new ArrayList<>(Stream.concat(WorkerRegistry.living().stream(), WorkerRegistry.ended().stream())
                .filter(worker -> worker.standing() != Worker.Standing.SPARE)
                .distinct()
                .toList());
    }

    private static boolean ends(Worker worker) {
        try {
            worker.onExit().get(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !worker.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !worker.isAlive();
        }
    }
}
