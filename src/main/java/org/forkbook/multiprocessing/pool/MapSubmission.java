package org.forkbook.multiprocessing.pool;

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
 * A function mapped over an array of values, chunk by chunk.
 *
 * <p>How large a chunk is follows from how long a call takes: single calls first, then as many as take some
 * milliseconds, so that trivial calls don't drown in messages; but never more than a part of what is left, so that
 * workers finish together when calls are uneven.
 */
final class MapSubmission<R> extends TaskSubmission {
    private static final long CHUNK_NANOS = 3_000_000;
    /** A chunk that takes less costs more to send than to run, so the last ones aren't cut smaller than this. */
    private static final long WORTH_SENDING_NANOS = 100_000;

    private static final int SHARES_PER_WORKER = 3;
    /** So many calls a worker go out one by one in any case: a short map is shared out evenly, however fast its first was. */
    private static final int SINGLES_PER_WORKER = 2;

    /** What the newest measurement counts for: the first call in a worker is far slower than all that follow. */
    private static final double WEIGHT = 0.7;

    private final AbstractPool pool;
    private final Object[] values;
    private final Object[] results;
    private final int chunkSize;
    private final String name;
    private final AtomicInteger missing;
    /** Never handed out; see {@link PoolFuture#outcome}. */
    final CompletableFuture<List<R>> outcome = new CompletableFuture<>();

    private final AtomicLong done = new AtomicLong();
    private volatile @Nullable ProgressView progress;

    private int cursor; // guarded by the dispatcher
    private double nanosPerCall = -1; // guarded by the dispatcher

    MapSubmission(AbstractPool pool, String name, Kind kind, Object function, Object[] values, int chunkSize) {
        super(kind, function, pool.nextFunction());
        this.pool = pool;
        this.name = name;
        this.values = values;
        this.results = new Object[values.length];
        this.chunkSize = chunkSize;
        this.missing = new AtomicInteger(values.length);
    }

    /** Draws a bar from now on, if the reader wants bars; called once, by the submitting thread. */
    void showProgress() {
        if (values.length > 1 && Progress.isWanted()) {
            var bar =
                    Progress.ofPool(name, values.length, () -> pool.dispatcher().atWork(function), done, true);
            progress = bar;
            var unused = outcome.whenComplete((result, failure) -> finishProgress());
        }
    }

    /** Leaves one line of the bar; whoever waits for the results calls it too, so that the line comes before theirs. */
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
        return new Chunk(this, pool.nextId(), from, Arrays.copyOfRange(values, from, end), count, label);
    }

    @Override
    List<Chunk> split(Chunk chunk) {
        int half = chunk.count / 2;
        return List.of(chunk(chunk.from, half), chunk(chunk.from + half, chunk.count - half));
    }

    private int bestSize(int left, int workers) {
        if (nanosPerCall < 0 || cursor < SINGLES_PER_WORKER * workers || pool.limitsEachTask()) {
            return 1;
        }
        double nanos = Math.max(1, nanosPerCall);
        long share = Math.max(left / (SHARES_PER_WORKER * workers), (long) (WORTH_SENDING_NANOS / nanos));
        return (int) Math.max(1, Math.min(left, Math.min((long) (CHUNK_NANOS / nanos), share)));
    }

    @Override
    boolean hasMore() {
        return cursor < values.length;
    }

    @Override
    void measured(Chunk chunk, long nanos) {
        double latest = (double) nanos / chunk.count;
        nanosPerCall = nanosPerCall < 0 ? latest : WEIGHT * latest + (1 - WEIGHT) * nanosPerCall;
    }

    @Override
    @SuppressWarnings("unchecked") // The function's type says what its results are.
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
            pool.finished(this);
        }
    }

    @Override
    void failed(Chunk chunk, Callable<Object[]> before, Throwable failure) {
        abandoned(failure);
        pool.finished(this);
    }

    @Override
    void abandoned(Throwable reason) {
        over = true;
        outcome.completeExceptionally(reason);
    }

    /** Leaves out what hasn't begun, and ends what runs. */
    void cancel() {
        over = true;
        outcome.cancel(false);
        pool.dispatcher().cancelled(this, true);
    }
}
