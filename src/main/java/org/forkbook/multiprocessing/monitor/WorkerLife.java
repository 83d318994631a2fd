package org.forkbook.multiprocessing.monitor;

import java.time.Instant;
import java.util.OptionalInt;
import org.forkbook.multiprocessing.StartMethod;
import org.jspecify.annotations.Nullable;

/**
 * When a pool's worker began and ended, and why.
 *
 * @param pid its process; for a worker that is a thread, this process
 * @param worker its name
 * @param started when the pool asked for it
 * @param ready when it could take its first task; null if it can't yet, or never could
 * @param ended when it had ended; null while it lives
 * @param died whether nobody meant it to end
 * @param ending why it ended, in words; empty while it lives
 * @param tasksDone how many tasks it has finished
 * @param startMethod how it was made; null for a thread
 * @param exitCode the exit code of a process that has ended, negative when a signal ended it
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
        OptionalInt exitCode) {}
