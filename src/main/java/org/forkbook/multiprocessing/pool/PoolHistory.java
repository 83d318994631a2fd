package org.forkbook.multiprocessing.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.forkbook.multiprocessing.monitor.TaskRecord;
import org.forkbook.multiprocessing.monitor.Timeline;
import org.forkbook.multiprocessing.monitor.WorkerLife;

/** A bounded log of a pool's tasks and workers: only the latest are kept. Guarded by its owner. */
final class PoolHistory {
    private static final int TASKS = 10_000;
    private static final int LIVES = 1_000;

    private final ArrayDeque<TaskRecord> tasks = new ArrayDeque<>();
    private final ArrayDeque<WorkerLife> lives = new ArrayDeque<>();
    private long forgotten;

    /**
     * Records the end of a chunk.
     *
     * @param nanos how long its calls took in the worker; negative if unknown
     */
    void ended(PoolWorker worker, Chunk chunk, TaskRecord.Outcome outcome, long nanos) {
        if (tasks.size() == TASKS) {
            forgotten += tasks.removeFirst().tasks();
        }
        var now = Instant.now();
        var all = Duration.between(chunk.start, now);
        var running = nanos < 0 || nanos > all.toNanos() ? all : Duration.ofNanos(nanos);
        tasks.addLast(new TaskRecord(
                worker.pid(),
                worker.name(),
                chunk.label,
                chunk.count,
                chunk.submission.submittedAt,
                chunk.start,
                now,
                running,
                outcome,
                worker.host()));
    }

    /** Records the end of a worker. */
    void ended(WorkerLife life) {
        if (lives.size() == LIVES) {
            lives.removeFirst();
        }
        lives.addLast(life);
    }

    /** The workers that have ended. */
    List<WorkerLife> ended() {
        return List.copyOf(lives);
    }

    /** The timeline of everything recorded, with the workers that still run. */
    Timeline timeline(Collection<WorkerLife> living) {
        var all = new ArrayList<>(lives);
        all.addAll(living);
        return new Timeline(List.copyOf(tasks), all, forgotten);
    }
}
