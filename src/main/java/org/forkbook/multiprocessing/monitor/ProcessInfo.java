package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.util.OptionalInt;
import org.forkbook.chart.RecordText;

/**
 * A snapshot of one process of this program: the program itself, a worker, a worker's worker, or another process that
 * these have started.
 *
 * @param pid its id
 * @param depth its depth in the process tree: 0 for the program itself
 * @param name the worker's name; for another process, its command's
 * @param state {@code busy}, {@code idle}, {@code starting}, {@code spare}, {@code running} or {@code ended}
 * @param tasksDone how many tasks a worker has completed; 0 for another process
 * @param cpuTime the processor time that it has used; zero when it has ended
 * @param memory its physical memory in bytes; zero when it has ended
 * @param heap the bytes of its heap that are in use; zero if unknown
 * @param startMethod {@code prefork}, {@code spawn}, or empty for what isn't a worker of this program
 * @param exitCode the exit code of one that has ended, negative if a signal ended it
 * @param ending why it ended; empty while it runs
 * @param origin what in the program created it, such as the notebook's cell {@code In [3]}; empty if unknown
 * @param host the machine that it runs on; empty for this one
 */
public record ProcessInfo(
        long pid,
        int depth,
        String name,
        String state,
        long tasksDone,
        Duration cpuTime,
        long memory,
        long heap,
        String startMethod,
        OptionalInt exitCode,
        String ending,
        String origin,
        String host) {

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
