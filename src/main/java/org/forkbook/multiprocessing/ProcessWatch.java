package org.forkbook.multiprocessing;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The table of this program's processes, shown once and then kept up to date in place, twice a second, while the program
 * goes on.
 *
 * <pre>{@code
 * try (var watch = ProcessWatch.start(Duration.ofMinutes(1))) {
 *     pool.map(n -> slow(n), numbers);
 * }
 * }</pre>
 *
 * <p>Once closed, or after its time, the table stays as it was at that moment.
 */
public final class ProcessWatch implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 500;

    private final Frontend.Output output = Frontend.current().output();
    private final String id = UUID.randomUUID().toString();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long deadline;

    private ProcessWatch(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /** Shows the table where the calling thread's output goes, and keeps it up to date for so long. */
    public static ProcessWatch start(Duration time) {
        var watch = new ProcessWatch(time);
        watch.show(false);
        var thread = new Thread(watch::watch, "forkbook-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline) {
                show(true);
            }
            show(true);
        } catch (InterruptedException e) {
            // Nobody knows this thread; the table stays as it was.
        } finally {
            ended.countDown();
        }
    }

    private void show(boolean update) {
        var table = ProcessTable.now();
        output.display(DisplayMessage.of(table.toString(), table.toHtml(), id), update);
    }

    /** Shows the table a last time. */
    @Override
    public void close() {
        closed.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // It will end without being waited for.
        }
    }
}
