package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.forkbook.multiprocessing.monitor.Progress;
import org.forkbook.multiprocessing.monitor.ProgressView;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The submission of a map: a function applied to an array of values, chunk by chunk.
 *
 * <p>The chunk size follows from the measured time of a call: single calls first, then as many as take some
 * milliseconds, so that the cost of messages doesn't dominate trivial calls; but never more than a part of what is
 * left, so that workers finish together when calls are uneven (guided self-scheduling, Polychronopoulos and Kuck,
 * 1987).
 */
final class MapSubmission<R> extends TaskSubmission {
    private static final long CHUNK_NANOS = 3_000_000;
    /** On other machines a chunk takes so many times as long as its messages do, but no longer than is worth it. */
    private static final int WAYS_PER_CHUNK = 10;

    private static final long LONGEST_CHUNK_NANOS = 300_000_000;
    /** A chunk that takes less time costs more to send than to run, so the last ones aren't made smaller than this. */
    private static final long WORTH_SENDING_NANOS = 100_000;

    private static final int SHARES_PER_WORKER = 3;
    /**
     * The number of calls per worker that are sent one by one in any case: a short map is distributed evenly, however
     * fast its first call was.
     */
    private static final int SINGLES_PER_WORKER = 2;

    /** The weight of the latest measurement: the first call in a worker is far slower than all others. */
    private static final double WEIGHT = 0.7;

    private final AbstractPool pool;
    private final Object[] values;
    private final Object[] results;
    private final int chunkSize;
    private final String name;
    private final AtomicInteger missing;
    /** Never exposed; see {@link PoolFuture#outcome}. */
    final CompletableFuture<List<R>> outcome = new CompletableFuture<>();

    private final AtomicLong done = new AtomicLong();
    private volatile @Nullable ProgressView progress;

    private int cursor; // guarded by the scheduler's lock
    private double nanosPerCall = -1; // guarded by the scheduler's lock
    /** The shortest time of a chunk's messages to another machine and back; guarded by the scheduler's lock. */
    private long shortestWay = Long.MAX_VALUE;

    MapSubmission(AbstractPool pool, String name, Kind kind, Object function, Object[] values, int chunkSize) {
        super(kind, function, pool.scheduler().nextFunction());
        this.pool = pool;
        this.name = name;
        this.values = values;
        this.results = new Object[values.length];
        this.chunkSize = chunkSize;
        this.missing = new AtomicInteger(values.length);
    }

    /** Shows a progress bar from now on, if the frontend draws any; called once, by the submitting thread. */
    void showProgress() {
        if (values.length > 1 && Progress.isWanted()) {
            var bar =
                    Progress.ofPool(name, values.length, () -> pool.scheduler().atWork(function), done, true);
            progress = bar;
            var unused = outcome.whenComplete((result, failure) -> finishProgress());
        }
    }

    /**
     * Reduces the bar to one line; a thread that waits for the results calls it too, so that the line precedes them.
     */
    void finishProgress() {
        var bar = progress;
        if (bar != null) {
            bar.finish(outcome.isCancelled() ? ", cancelled" : outcome.isCompletedExceptionally() ? ", failed" : "");
        }
    }

    @Override
    @Nullable
    Chunk next(int workers) {
        int left = values.length - cursor;
        if (left == 0) {
            return null;
        }
        int count = Math.min(left, chunkSize > 0 ? chunkSize : bestSize(left, workers));
        cursor += count;
        return chunk(cursor - count, count);
    }

    private Chunk chunk(int from, int count) {
        int end = from + count;
        var label = count == 1
                ? name + ", task " + end + " of " + values.length
                : name + ", tasks " + (from + 1) + " to " + end + " of " + values.length;
        return new Chunk(this, pool.scheduler().nextId(), from, Arrays.copyOfRange(values, from, end), count, label);
    }

    @Override
    List<Chunk> split(Chunk chunk) {
        int half = chunk.count / 2;
        return List.of(chunk(chunk.from, half), chunk(chunk.from + half, chunk.count - half));
    }

    private int bestSize(int left, int workers) {
        if (nanosPerCall < 0
                || cursor < SINGLES_PER_WORKER * workers
                || pool.scheduler().limitsEachTask()) {
            return 1;
        }
        double nanos = Math.max(1, nanosPerCall);
        long share = Math.max(left / (SHARES_PER_WORKER * workers), (long) (WORTH_SENDING_NANOS / nanos));
        return (int) Math.max(1, Math.min(left, Math.min((long) (chunkNanos() / nanos), share)));
    }

    /** How long a chunk should take: far longer than its messages. */
    private long chunkNanos() {
        return shortestWay == Long.MAX_VALUE
                ? CHUNK_NANOS
                : Math.max(CHUNK_NANOS, Math.min(LONGEST_CHUNK_NANOS, WAYS_PER_CHUNK * shortestWay));
    }

    @Override
    boolean hasMore() {
        return cursor < values.length;
    }

    @Override
    void measured(Chunk chunk, long nanos, boolean remote) {
        if (remote) {
            long way = Duration.between(chunk.start, Instant.now()).toNanos() - nanos;
            shortestWay = Math.min(shortestWay, Math.max(0, way));
        }
        double latest = (double) nanos / chunk.count;
        nanosPerCall = nanosPerCall < 0 ? latest : WEIGHT * latest + (1 - WEIGHT) * nanosPerCall;
    }

    @Override
    @SuppressWarnings("unchecked") // The function's type determines that of its results.
    void returned(Chunk chunk, Object[] chunkResults) {
        System.arraycopy(chunkResults, 0, results, chunk.from, chunk.count);
        done.addAndGet(chunk.count);
        var bar = progress;
        if (bar != null) {
            bar.touch();
        }
        if (missing.addAndGet(-chunk.count) == 0) {
            over = true;
            outcome.complete((List<R>) new ArrayList<>(Arrays.asList(results)));
            pool.scheduler().finished(this);
        }
    }

    @Override
    void failed(Chunk chunk, Callable<Object[]> before, Throwable failure) {
        abandoned(failure);
        pool.scheduler().finished(this);
    }

    @Override
    void abandoned(Throwable reason) {
        over = true;
        outcome.completeExceptionally(reason);
    }

    /** Drops the chunks that haven't been handed out, and ends those that are running. */
    void cancel() {
        over = true;
        outcome.cancel(false);
        pool.scheduler().cancelled(this, true);
    }
}
