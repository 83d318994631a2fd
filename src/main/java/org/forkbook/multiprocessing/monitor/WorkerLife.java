package org.forkbook.multiprocessing.monitor;

import java.time.Instant;
import java.util.OptionalInt;
import org.forkbook.multiprocessing.StartMethod;
import org.jspecify.annotations.Nullable;

/**
 * The lifetime of a pool's worker: its start, its end and the reason.
 *
 * @param pid its process; for a worker that is a thread, this process
 * @param worker its name
 * @param started when the pool requested it
 * @param ready when it became ready for its first task; null if it isn't yet, or never was
 * @param ended when it had ended; null while it runs
 * @param died whether it ended unexpectedly
 * @param ending why it ended, as text; empty while it runs
 * @param tasksDone how many tasks it has completed
 * @param startMethod how it was started; null for a thread
 * @param exitCode the exit code of a process that has ended, negative if a signal ended it
 * @param host the machine that it runs on; empty for this one
 */
public record WorkerLife(
        long pid,
        String worker,
        Instant started,
        @Nullable Instant ready,
        @Nullable Instant ended,
        boolean died,
        String ending,
        long tasksDone,
        @Nullable StartMethod startMethod,
        OptionalInt exitCode,
        String host) {}
