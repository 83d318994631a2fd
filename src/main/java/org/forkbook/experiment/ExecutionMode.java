package org.forkbook.experiment;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.monitor.Progress;
import org.forkbook.multiprocessing.monitor.TaskRecord;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.forkbook.multiprocessing.monitor.WorkerLife;
import org.forkbook.multiprocessing.pool.Pool;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.ThreadPool;

/** Strategy for the work of a comparison: serial, on threads or in processes. */
abstract class ExecutionMode implements AutoCloseable {
    private final SideKind kind;
    private final int workers;

    private ExecutionMode(SideKind kind, int workers) {
        this.kind = kind;
        this.workers = workers;
    }

    static ExecutionMode open(SideKind kind, int workers) {
        return switch (kind) {
            case SERIAL -> new Serial();
            case THREADS -> new Threads(workers);
            case PROCESSES -> new Processes(workers);
        };
    }

    SideKind kind() {
        return kind;
    }

    int workers() {
        return workers;
    }

    /** Runs the work once. */
    abstract <T, R> List<R> work(RemoteFunction<? super T, ? extends R> function, List<T> inputs);

    /** The resources used since it was opened; {@link ResourceUsage#waited} includes time without tasks. */
    abstract ResourceUsage usage();

    /** How long its threads had no task since {@code begin}; they are waiting then. */
    Duration idle(Instant begin, Duration wall) {
        return Duration.ZERO;
    }

    /** The time until it was ready. */
    Duration startUp() {
        return Duration.ZERO;
    }

    /** The threads of this process that do the work; none when they are in other processes. */
    long[] threads() {
        return new long[0];
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    private static Duration startUp(Pool pool, Instant begin) {
        return pool.timeline().workers().stream()
                .map(WorkerLife::ready)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .map(last -> Duration.between(begin, last))
                .orElse(Duration.ZERO);
    }

    /** The calling thread, one task after the other. */
    private static final class Serial extends ExecutionMode {

        Serial() {
            super(SideKind.SERIAL, 1);
        }

        @Override
        <T, R> List<R> work(RemoteFunction<? super T, ? extends R> function, List<T> inputs) {
            var results = new ArrayList<R>(inputs.size());
            for (var input : inputs) {
                results.add(function.apply(input));
            }
            return results;
        }

        @Override
        ResourceUsage usage() {
            return ResourceUsage.ofThisProcess(threads());
        }

        @Override
        @SuppressWarnings("deprecation") // threadId() came with 19.
        long[] threads() {
            return new long[] {Thread.currentThread().getId()};
        }
    }

    /** A pool of threads. */
    private static final class Threads extends ExecutionMode {
        private final Instant begin = Instant.now();
        private final ThreadPool pool;

        Threads(int workers) {
            super(SideKind.THREADS, workers);
            pool = new ThreadPool(workers);
        }

        @Override
        <T, R> List<R> work(RemoteFunction<? super T, ? extends R> function, List<T> inputs) {
            return Progress.quietly(() -> pool.<T, R>map(function, inputs));
        }

        @Override
        ResourceUsage usage() {
            return ResourceUsage.ofThisProcess(threads());
        }

        @Override
        Duration idle(Instant since, Duration wall) {
            var ran = pool.timeline().stream()
                    .filter(task -> !task.start().isBefore(since))
                    .map(TaskRecord::running)
                    .reduce(Duration.ZERO, Duration::plus);
            return wall.multipliedBy(workers()).minus(ran);
        }

        @Override
        Duration startUp() {
            return ExecutionMode.startUp(pool, begin);
        }

        @Override
        long[] threads() {
            var names =
                    pool.timeline().workers().stream().map(WorkerLife::worker).toList();
            var bean = ManagementFactory.getThreadMXBean();
            var ids = new ArrayList<Long>();
            for (var thread : bean.getThreadInfo(bean.getAllThreadIds())) {
                if (thread != null && names.contains(thread.getThreadName())) {
                    ids.add(thread.getThreadId());
                }
            }
            return ids.stream().mapToLong(id -> id).toArray();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /** A pool of processes. */
    private static final class Processes extends ExecutionMode {
        private final Instant begin = Instant.now();
        private final ProcessPool pool;

        Processes(int workers) {
            super(SideKind.PROCESSES, workers);
            pool = new ProcessPool(workers);
        }

        @Override
        <T, R> List<R> work(RemoteFunction<? super T, ? extends R> function, List<T> inputs) {
            return Progress.quietly(() -> pool.<T, R>map(function, inputs));
        }

        @Override
        ResourceUsage usage() {
            var usage = ResourceUsage.ofThisProcess();
            for (WorkerInfo worker : pool.workers()) {
                usage = usage.plus(new ResourceUsage(
                        worker.cpuTime(), Duration.ZERO, Duration.ZERO, worker.gcTime(), worker.shipped()));
            }
            return usage;
        }

        @Override
        Duration startUp() {
            return ExecutionMode.startUp(pool, begin);
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
