package org.forkbook.multiprocessing.pool;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.monitor.ProcessStats;
import org.forkbook.service.FailureHandler;
import org.jspecify.annotations.Nullable;

/** A {@link PoolWorker} that is a thread. */
final class ThreadWorker extends PoolWorker {
    private static final FailureHandler FAILURES = FailureHandler.logging("A pool's thread");

    private final PoolScheduler scheduler;
    private final LinkedTransferQueue<Runnable> inbox = new LinkedTransferQueue<>();
    private final Thread thread;
    private volatile boolean finishing;

    ThreadWorker(PoolScheduler scheduler, String name) {
        super(name);
        this.scheduler = scheduler;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
    }

    @Override
    void start() {
        thread.start();
    }

    private void work() {
        scheduler.ready(this);
        while (!finishing) {
            try {
                inbox.take().run();
            } catch (InterruptedException e) {
                // kill() sets `finishing`; an interrupt left over from a task has no meaning here.
            } catch (Throwable e) { // The task's outcome couldn't be reported; the next one's can.
                FAILURES.stepFailed(e);
            }
        }
        scheduler.ended(
                this, "its thread ended", chunk -> new IllegalStateException(name() + " ended while it had a task"));
    }

    @Override
    void perform(Chunk chunk) {
        inbox.add(() -> run(chunk));
    }

    private void run(Chunk chunk) {
        var results = new Object[chunk.count];
        int done = 0;
        long start = System.nanoTime();
        try (var work = chunk.submission.scope.enter()) {
            for (; done < chunk.count; done++) {
                results[done] = call(chunk, done);
            }
        } catch (Throwable e) {
            int before = done;
            scheduler.failed(
                    this,
                    chunk.id,
                    () -> Arrays.copyOf(results, before),
                    failed -> e,
                    false,
                    System.nanoTime() - start);
            return;
        }
        scheduler.returned(this, chunk.id, () -> results, false, System.nanoTime() - start);
    }

    // The submission's kind tells the type of its target; results may be null.
    @SuppressWarnings({"unchecked", "NullAway"})
    private static Object call(Chunk chunk, int index) throws Exception {
        var target = chunk.submission.target;
        return switch (chunk.submission.kind) {
            case RUN -> {
                ((Runnable) target).run();
                yield null;
            }
            case CALL -> ((Callable<?>) target).call();
            case APPLY -> ((Function<Object, Object>) target).apply(chunk.arguments[index]);
            case APPLY_PAIR -> {
                var pair = (Map.Entry<?, ?>) chunk.arguments[index];
                yield ((BiFunction<Object, Object, Object>) target).apply(pair.getKey(), pair.getValue());
            }
        };
    }

    @Override
    void finish() {
        finishing = true;
        inbox.add(() -> {});
    }

    @Override
    void kill() {
        finishing = true;
        thread.interrupt();
        inbox.add(() -> {});
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public CompletableFuture<ProcessStats> stats() {
        return CompletableFuture.completedFuture(ProcessStats.ofThread(thread));
    }

    @Override
    public @Nullable StartMethod startMethod() {
        return null;
    }
}
