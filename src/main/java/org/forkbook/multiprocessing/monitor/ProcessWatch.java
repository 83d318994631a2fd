package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/**
 * A live display of this program's process table: it is updated in place, twice a second, while the program goes on.
 *
 * <pre>{@code
 * try (var watch = ProcessWatch.start(Duration.ofMinutes(1))) {
 *     pool.map(n -> slow(n), numbers);
 * }
 * }</pre>
 *
 * <p>Once closed, or after its time, the table keeps its last state.
 */
public final class ProcessWatch implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 500;

    private final Frontend.Output output = Frontend.current().output();
    private final String id = UUID.randomUUID().toString();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long begin = System.nanoTime();
    private final long most;
    private boolean isLast; // used by the watching thread only

    private ProcessWatch(Duration time) {
        most = Durations.nanos(time);
    }

    /** Shows the table where the calling thread's output goes, and updates it for the given time. */
    public static ProcessWatch start(Duration time) {
        var watch = new ProcessWatch(time);
        watch.show(false);
        ServiceThread.start("forkbook-watch", watch::look, FailureHandler.logging("The table of processes"));
        return watch;
    }

    private boolean look() throws InterruptedException {
        isLast |= closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() - begin >= most;
        try {
            show(true);
        } finally {
            if (isLast) {
                ended.countDown();
            }
        }
        return !isLast;
    }

    private void show(boolean update) {
        var table = ProcessTable.now();
        output.display(DisplayMessage.of(table.toString(), table.toHtml(), id), update);
    }

    /** Updates the table a last time. */
    @Override
    public void close() {
        closed.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The thread ends by itself.
        }
    }
}
