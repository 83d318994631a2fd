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

/** What a pool remembers of its tasks and workers; the newest, so that it never grows for ever. Guarded by its owner. */
final class PoolHistory {
    private static final int TASKS = 10_000;
    private static final int LIVES = 1_000;

    private final ArrayDeque<TaskRecord> tasks = new ArrayDeque<>();
    private final ArrayDeque<WorkerLife> lives = new ArrayDeque<>();
    private long forgotten;

    /**
     * A chunk's end.
     *
     * @param nanos how long its calls took in the worker; negative when nobody knows
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
                outcome));
    }

    /** A worker's end. */
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

    /** All of it, with the workers that live. */
    Timeline timeline(Collection<WorkerLife> living) {
        var all = new ArrayList<>(lives);
        all.addAll(living);
        return new Timeline(List.copyOf(tasks), all, forgotten);
    }
}
