package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.time.Instant;
import org.forkbook.chart.RecordText;

/**
 * One entry of a pool's timeline: a worker ran a task, or a chunk of a map's tasks.
 *
 * @param pid the worker's process
 * @param worker the worker's name
 * @param task what it ran, such as {@code map, tasks 4 to 7}
 * @param tasks the number of calls
 * @param submitted when the caller submitted it, or the map that it is a part of
 * @param start when it was handed to the worker
 * @param end when its result arrived, or its worker's end was noticed
 * @param running how long its calls took by the worker's clock, up to the one that failed; the rest until {@code end}
 *     was spent on sending, deserialization and class loading
 * @param outcome how it ended
 * @param host the worker's machine; empty for this one
 */
public record TaskRecord(
        long pid,
        String worker,
        String task,
        int tasks,
        Instant submitted,
        Instant start,
        Instant end,
        Duration running,
        Outcome outcome,
        String host) {

    /** How a task ended. */
    public enum Outcome {
        /** It returned. */
        DONE,
        /** It threw. */
        FAILED,
        /** Its worker was ended, or died. */
        LOST
    }

    /** The time from when it was handed to the worker to its end. */
    public Duration duration() {
        return Duration.between(start, end);
    }

    /** The time that it waited for an idle worker. */
    public Duration waiting() {
        return Duration.between(submitted, start);
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
