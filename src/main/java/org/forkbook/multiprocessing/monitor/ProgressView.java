package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.Frontend.Medium;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/**
 * The rate-limited view of a progress bar: it is redrawn in place after a change, but a few times a second at most.
 *
 * <p>Any thread may report a change; a thread of its own draws, so that work never waits for a slow display. Only
 * {@link #finish} draws on the caller's thread, so that the last state precedes whatever the caller prints next.
 * State is guarded by this.
 */
public final class ProgressView {
    private static final long INTERVAL_MILLIS = 150;
    private static final ScheduledThreadPoolExecutor PAINTER = painter();

    private final String label;
    private final long total;
    private final LongSupplier done;
    private final Supplier<List<Long>> pids;
    private final boolean isAsked;
    private final Medium medium;
    private final Frontend.Output output = Frontend.current().output();
    private final String id = UUID.randomUUID().toString();
    private final long begin = System.nanoTime();
    private final Duration delay;
    private boolean scheduled;
    private boolean shown;
    private boolean finished;
    private int width;

    /**
     * A bar.
     *
     * @param total how many steps there are; negative if unknown
     * @param delay it isn't drawn before this time has passed
     * @param waits whether it is then drawn in any case, or only at the next change
     * @param isAsked whether the program requested it: it is then drawn whatever else the program shows. Another bar
     *     disappears when the program shows something of its own
     */
    ProgressView(
            String label,
            long total,
            LongSupplier done,
            Supplier<List<Long>> pids,
            Duration delay,
            boolean waits,
            boolean isAsked) {
        this.label = label;
        this.total = total;
        this.done = done;
        this.pids = pids;
        this.delay = delay;
        this.isAsked = isAsked;
        medium = isAsked || Progress.isWanted() ? Frontend.current().medium() : Medium.NONE;
        if (waits) {
            schedule(delay.toMillis());
        }
    }

    private static ScheduledThreadPoolExecutor painter() {
        var painter = new ScheduledThreadPoolExecutor(
                1, body -> ServiceThread.forTask("forkbook-progress", body, FailureHandler.logging("Progress")));
        painter.setKeepAliveTime(5, TimeUnit.SECONDS);
        painter.allowCoreThreadTimeOut(true);
        painter.setRemoveOnCancelPolicy(true);
        return painter;
    }

    /** Reports a change. */
    public void touch() {
        if (System.nanoTime() - begin >= delay.toNanos()) {
            schedule(INTERVAL_MILLIS);
        }
    }

    private synchronized void schedule(long millis) {
        if (!scheduled && !finished && medium != Medium.NONE) {
            scheduled = true;
            var unused = PAINTER.schedule(this::draw, millis, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void draw() {
        scheduled = false;
        if (!finished) {
            show("");
        }
    }

    /**
     * Draws the final state, if anything was drawn before.
     *
     * @param how such as {@code ", cancelled"}; empty for success
     */
    public synchronized void finish(String how) {
        if (!finished) {
            finished = true;
            if (shown) {
                show(how.isEmpty() ? " done" : how);
            }
        }
    }

    private void show(String end) {
        var elapsed = Duration.ofNanos(System.nanoTime() - begin);
        var line =
                new ProgressLine(label, done.getAsLong(), total, elapsed, end.isEmpty() ? pids.get() : List.of(), end);
        if (medium == Medium.NOTEBOOK) {
            var message = DisplayMessage.of(line.text(), line.html(), id);
            if (isAsked) {
                output.display(message, shown);
            } else {
                output.progress(message, shown);
            }
        } else {
            var text = line.text();
            var blanks = " ".repeat(Math.max(0, width - text.length())); // Overwrites the rest of a longer line.
            width = text.length();
            output.print(Frontend.Channel.STDOUT, "\r" + text + blanks + (end.isEmpty() ? "" : "\n"));
        }
        shown = true;
    }
}
