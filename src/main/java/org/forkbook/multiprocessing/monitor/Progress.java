package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.worker.agent.WorkerContext;

/**
 * A progress bar: updated in place in a notebook, on one line in a terminal, and not shown where output goes to a
 * file or another program. When the work is done, a single line remains.
 *
 * <pre>{@code
 * for (var file : Progress.of(files)) {
 *     read(file);
 * }
 *
 * try (var bar = Progress.bar(100)) {
 *     for (int i = 0; i < 100; i++) {
 *         work(i);
 *         bar.step();
 *     }
 * }
 * }</pre>
 *
 * <p>A pool's {@code map}, {@code imap} and {@code mapAsync} draw one by themselves when they take longer than half a
 * second. In a notebook such a bar disappears as soon as the cell shows anything of its own, and its line remains
 * only under a cell that shows nothing else. {@link #automatic} switches these bars off, as does the environment
 * variable {@code FORKBOOK_PROGRESS=off}.
 *
 * <p>Thread-safe.
 */
public final class Progress implements AutoCloseable {
    private static final Duration DELAY = Duration.ofMillis(500);
    private static volatile boolean automatic =
            !"off".equalsIgnoreCase(System.getProperty("forkbook.progress", System.getenv("FORKBOOK_PROGRESS")));

    private static final ThreadLocal<Boolean> QUIET = ThreadLocal.withInitial(() -> false);

    private final AtomicLong done = new AtomicLong();
    private final long total;
    private final ProgressView view;

    private Progress(String label, long total, boolean isAsked) {
        this.total = total;
        this.view = new ProgressView(label, total, done::get, List::of, Duration.ZERO, true, isAsked);
    }

    /**
     * A bar for a number of steps.
     *
     * @throws IllegalArgumentException if {@code steps} is negative
     */
    public static Progress bar(long steps) {
        return bar("progress", steps);
    }

    /**
     * A bar for a number of steps, with a label.
     *
     * @throws IllegalArgumentException if {@code steps} is negative
     */
    public static Progress bar(String label, long steps) {
        return new Progress(Objects.requireNonNull(label, "label"), checked(steps), true);
    }

    /**
     * A bar as pools draw it by themselves, for a library's own long work: it disappears when the cell shows
     * anything, and isn't drawn at all where {@linkplain #automatic these bars are switched off}.
     *
     * @throws IllegalArgumentException if {@code steps} is negative
     */
    public static Progress automaticBar(String label, long steps) {
        return new Progress(Objects.requireNonNull(label, "label"), checked(steps), false);
    }

    private static long checked(long steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("steps must not be negative, got " + steps);
        }
        return steps;
    }

    /**
     * Wraps values with a bar that advances as they are taken. The total is known if {@code values} is a collection.
     */
    public static <T> Iterable<T> of(Iterable<T> values) {
        return of("progress", values);
    }

    /** Wraps values with a bar that advances as they are taken, and a label. */
    public static <T> Iterable<T> of(String label, Iterable<T> values) {
        Objects.requireNonNull(values, "values");
        return () -> new Steps<>(
                values.iterator(), new Progress(label, values instanceof Collection<?> all ? all.size() : -1, true));
    }

    /** Whether pools draw bars by themselves. */
    public static boolean isAutomatic() {
        return automatic;
    }

    /** Switches the bars that pools draw by themselves on or off, for all pools of this program. */
    public static void automatic(boolean on) {
        automatic = on;
    }

    /** Runs work whose pools draw no bars by themselves. */
    public static <T> T quietly(Supplier<T> work) {
        boolean before = QUIET.get();
        QUIET.set(true);
        try {
            return work.get();
        } finally {
            QUIET.set(before);
        }
    }

    /** Advances the bar by one step. */
    public void step() {
        step(1);
    }

    /** Advances the bar by a number of steps. */
    public void step(long steps) {
        done.addAndGet(steps);
        view.touch();
    }

    /** Ends the bar, of which a single line remains. */
    @Override
    public void close() {
        view.finish(total >= 0 && done.get() < total ? ", stopped" : "");
    }

    /**
     * A bar for a pool's own work.
     *
     * @param atWork the workers that run it
     * @param waits whether a thread waits for this work; otherwise a bar is shown only while there is progress
     */
    public static ProgressView ofPool(
            String label, long total, Supplier<List<Long>> atWork, AtomicLong done, boolean waits) {
        return new ProgressView(label, total, done::get, atWork, DELAY, waits, false);
    }

    /** Whether a pool should draw a bar in the current context. */
    public static boolean isWanted() {
        return automatic
                && !QUIET.get()
                && WorkerContext.current() == null
                && Frontend.current().medium() != Frontend.Medium.NONE;
    }

    /** An iterator that advances a bar. */
    private static final class Steps<T> implements Iterator<T> {
        private final Iterator<T> values;
        private final Progress bar;
        private boolean began;

        Steps(Iterator<T> values, Progress bar) {
            this.values = values;
            this.bar = bar;
        }

        @Override
        public boolean hasNext() {
            if (values.hasNext()) {
                return true;
            }
            stepIfBegan();
            bar.close();
            return false;
        }

        @Override
        public T next() {
            var value = values.next();
            stepIfBegan();
            began = true;
            return value;
        }

        /** A value is done when the next one is requested. */
        private void stepIfBegan() {
            if (began) {
                began = false;
                bar.step();
            }
        }
    }
}
