package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.time.Instant;
import org.forkbook.chart.RecordText;
import org.jspecify.annotations.Nullable;

/**
 * A call of a task, with its result, and where and when it ran.
 *
 * @param task the argument of the function
 * @param result what it returned
 * @param pid the process that ran it
 * @param worker the name of that process, or thread
 * @param start when the call began there
 * @param duration how long the call took
 * @param host the machine of that process; empty for this one
 * @param <T> the task's type
 * @param <R> the result's type
 */
public record TaskRun<T extends @Nullable Object, R extends @Nullable Object>(
        T task, R result, long pid, String worker, Instant start, Duration duration, String host) {

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
