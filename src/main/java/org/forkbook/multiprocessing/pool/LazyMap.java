package org.forkbook.multiprocessing.pool;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.internal.Rethrow;
import org.forkbook.multiprocessing.monitor.Progress;
import org.forkbook.multiprocessing.monitor.ProgressView;
import org.forkbook.serialization.Capsule;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/**
 * An iterator that maps a function lazily in a pool, with a bounded number of values in progress ahead of its reader.
 *
 * <p>One thread at a time reads it. {@code lock} guards what workers' threads and the reader share.
 */
final class LazyMap<T, R> implements Iterator<R> {
    /** The number of values per worker that are in progress or wait for the reader. */
    private static final int AHEAD = 4;

    private final AbstractPool pool;
    private final String name;
    private final Object target;
    private final int number;
    private final Iterator<? extends T> values;
    private final boolean ordered;
    private final int window;
    private final @Nullable Capsule capsule;
    private final Object lock = new Object();
    /** Values in progress or done, not taken yet: in their own order, or in the order of their results. */
    private final ArrayDeque<Piece> line = new ArrayDeque<>();

    private final Set<Piece> underway = new HashSet<>();
    private long count;
    /** What the source of values has thrown; used by the reader only, like the source itself. */
    private @Nullable Throwable inputFailure;

    private boolean closed;
    private final AtomicLong finished = new AtomicLong();
    private final @Nullable ProgressView progress;

    private LazyMap(
            AbstractPool pool,
            String name,
            Object function,
            Iterator<? extends T> values,
            long total,
            boolean ordered) {
        this.pool = pool;
        this.name = name;
        this.target = function;
        this.number = pool.scheduler().nextFunction();
        this.values = values;
        this.ordered = ordered;
        this.window = AHEAD * pool.scheduler().mostWorkers();
        var first = new Piece(new Object[0], 0);
        pool.prepare(first);
        this.capsule = first.capsule;
        this.progress = Progress.isWanted()
                ? Progress.ofPool(name, total, () -> pool.scheduler().atWork(number), finished, false)
                : null;
    }

    static <T, R> Stream<R> open(
            AbstractPool pool, String name, Object function, Iterable<? extends T> values, boolean ordered) {
        long total = values instanceof Collection<?> all ? all.size() : -1;
        var results = new LazyMap<T, R>(
                pool, name, Objects.requireNonNull(function, "function"), values.iterator(), total, ordered);
        var elements = Spliterators.spliteratorUnknownSize(results, ordered ? Spliterator.ORDERED : 0);
        return StreamSupport.stream(elements, false).onClose(results::close);
    }

    @Override
    public boolean hasNext() {
        refill();
        boolean more;
        synchronized (lock) {
            more = !underway.isEmpty() || !line.isEmpty();
        }
        if (!more && inputFailure != null) {
            var failure = inputFailure;
            inputFailure = null; // Thrown once.
            finishProgress(", failed");
            close();
            throw Rethrow.asIs(failure);
        }
        if (!more) {
            finishProgress("");
        }
        return more;
    }

    private void finishProgress(String how) {
        if (progress != null) {
            progress.finish(how);
        }
    }

    private void refill() {
        while (true) {
            synchronized (lock) {
                int ahead = ordered ? line.size() : line.size() + underway.size();
                if (closed || ahead >= window) {
                    return;
                }
            }
            if (inputFailure != null) {
                return;
            }
            Object value;
            try {
                if (!values.hasNext()) {
                    return;
                }
                value = values.next();
            } catch (RuntimeException | Error e) {
                if (Frontend.current().isStopping()) {
                    close();
                    throw e;
                }
                inputFailure = e; // The values taken before still have their results, which come first.
                return;
            }
            var piece = new Piece(new Object[] {value}, ++count);
            piece.capsule = capsule;
            synchronized (lock) {
                underway.add(piece);
                if (ordered) {
                    line.addLast(piece);
                }
            }
            try {
                pool.scheduler().submit(piece);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // The function's type determines that of its results; null is allowed.
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Piece piece;
        try {
            synchronized (lock) {
                while (line.isEmpty() || !line.getFirst().done) {
                    lock.wait();
                }
                piece = line.removeFirst();
            }
        } catch (InterruptedException e) {
            close();
            throw Rethrow.asIs(e);
        }
        if (piece.failure != null) {
            finishProgress(", failed");
            close();
            throw Rethrow.asIs(RemoteStackTraces.here(piece.failure));
        }
        return (R) piece.result;
    }

    /** Cancels what is in progress. */
    private void close() {
        List<Piece> rest;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            rest = List.copyOf(underway);
            line.clear();
            underway.clear();
        }
        finishProgress(", closed");
        rest.forEach(piece -> piece.over = true);
        pool.scheduler().cancelFunction(number);
    }

    /** The submission of one value. */
    private final class Piece extends TaskSubmission {
        private final Object[] argument;
        private final long position;
        private boolean done; // this and the rest are guarded by lock
        private @Nullable Object result;
        private @Nullable Throwable failure;

        Piece(Object[] argument, long position) {
            super(Kind.APPLY, LazyMap.this.target, number);
            this.argument = argument;
            this.position = position;
        }

        @Override
        Chunk next(int workers) {
            return new Chunk(this, pool.scheduler().nextId(), 0, argument, 1, name + ", task " + position);
        }

        @Override
        void returned(Chunk chunk, Object[] results) {
            end(results[0], null);
        }

        @Override
        void failed(Chunk chunk, Callable<Object[]> before, Throwable reason) {
            end(null, reason);
        }

        @Override
        void abandoned(Throwable reason) {
            end(null, reason);
        }

        private void end(@Nullable Object value, @Nullable Throwable reason) {
            over = true;
            if (reason == null && progress != null) {
                finished.incrementAndGet();
                progress.touch();
            }
            synchronized (lock) {
                if (closed || done) {
                    return;
                }
                result = value;
                failure = reason;
                done = true;
                underway.remove(this);
                if (!ordered) {
                    line.addLast(this);
                }
                lock.notifyAll();
            }
        }
    }
}
