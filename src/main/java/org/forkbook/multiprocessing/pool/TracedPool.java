package org.forkbook.multiprocessing.pool;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.monitor.TaskRun;
import org.forkbook.multiprocessing.monitor.TaskRuns;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * A view of a pool whose results record where and when they were computed.
 *
 * <pre>{@code
 * try (var pool = new ProcessPool(2)) {
 *     display(pool.traced().map(n -> n * n, List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 *
 * <p>The time is measured in the worker, for the call alone: it excludes sending and waiting.
 */
public final class TracedPool {
    private final Pool pool;

    TracedPool(Pool pool) {
        this.pool = pool;
    }

    /** As {@link Pool#map(RemoteFunction, Iterable)}. */
    public <T, R> TaskRuns<T, R> map(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values) {
        return map((Function<? super T, ? extends R>) function, values);
    }

    /** As {@link Pool#map(Function, Iterable)}. */
    public <T, R> TaskRuns<T, R> map(Function<? super T, ? extends R> function, Iterable<? extends T> values) {
        var tasks = new ArrayList<T>();
        values.forEach(tasks::add);
        return runs(tasks, pool.map((Function<T, Made<R>>) new Tracing<T, R>(function), tasks));
    }

    /** As {@link Pool#map(RemoteFunction, Iterable, int)}. */
    public <T, R> TaskRuns<T, R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize) {
        return map((Function<? super T, ? extends R>) function, values, chunkSize);
    }

    /** As {@link Pool#map(Function, Iterable, int)}. */
    public <T, R> TaskRuns<T, R> map(
            Function<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize) {
        var tasks = new ArrayList<T>();
        values.forEach(tasks::add);
        return runs(tasks, pool.map((Function<T, Made<R>>) new Tracing<T, R>(function), tasks, chunkSize));
    }

    private static <T, R> TaskRuns<T, R> runs(List<T> tasks, List<Made<R>> results) {
        var runs = new ArrayList<TaskRun<T, R>>();
        for (int i = 0; i < results.size(); i++) {
            var made = results.get(i);
            runs.add(new TaskRun<>(
                    tasks.get(i),
                    made.result(),
                    made.pid(),
                    made.worker(),
                    made.start(),
                    made.duration(),
                    made.host()));
        }
        return new TaskRuns<>(runs);
    }

    /** A result with its measurement, as the worker sends it. */
    private record Made<R extends @Nullable Object>(
            R result, long pid, String worker, Instant start, Duration duration, String host) implements Serializable {}

    /** A function wrapped in a measurement. */
    private record Tracing<T, R>(Function<? super T, ? extends R> function)
            implements Function<T, Made<R>>, Serializable {

        /**
         * Runs where it is deserialized too: code for the first clock reading and the first result is loaded before a
         * call.
         */
        Tracing {
            Objects.requireNonNull(function, "function");
            var unused = made("", Instant.now(), Duration.ZERO);
        }

        @Override
        public Made<R> apply(T task) {
            var start = Instant.now();
            long begin = System.nanoTime();
            R result = function.apply(task);
            return made(result, start, Duration.ofNanos(System.nanoTime() - begin));
        }

        private static <R extends @Nullable Object> Made<R> made(R result, Instant start, Duration duration) {
            var context = WorkerContext.current();
            // The threads of a thread pool inside a worker process have names of their own.
            var name = context == null ? Thread.currentThread().getName() : context.name();
            return new Made<>(
                    result,
                    ProcessHandle.current().pid(),
                    name,
                    start,
                    duration,
                    context == null ? "" : context.host());
        }
    }
}
