package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import org.forkbook.chart.RecordText;
import org.forkbook.multiprocessing.StartMethod;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a pool's worker.
 *
 * @param pid its process; for a worker that is a thread, this process
 * @param name its name
 * @param state what it is doing
 * @param tasksDone how many tasks it has completed
 * @param cpuTime the processor time that it has used so far; zero if the system doesn't report it
 * @param memory the physical memory of its process in bytes; zero if the system doesn't report it
 * @param heap the bytes of its heap that are in use; zero if it didn't answer in time
 * @param gcTime the total time of its garbage collections; zero if it didn't answer in time
 * @param shipped the bytes that were sent to it and received from it; zero for a thread
 * @param startMethod how it was started; null for a thread
 * @param host the machine that it runs on; empty for this one
 */
public record WorkerInfo(
        long pid,
        String name,
        State state,
        long tasksDone,
        Duration cpuTime,
        long memory,
        long heap,
        Duration gcTime,
        long shipped,
        @Nullable StartMethod startMethod,
        String host) {

    /** The state of a worker. */
    public enum State {
        /** It is starting, or runs the pool's initializer. */
        STARTING,
        /** It waits for a task. */
        IDLE,
        /** It runs a task. */
        BUSY,
        /** It is exiting. */
        ENDING
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
