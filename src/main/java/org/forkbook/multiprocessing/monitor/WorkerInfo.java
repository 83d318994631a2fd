package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import org.forkbook.chart.RecordText;
import org.forkbook.multiprocessing.StartMethod;
import org.jspecify.annotations.Nullable;

/**
 * A pool's worker as it was at one moment.
 *
 * @param pid its process; for a worker that is a thread, this process
 * @param name its name
 * @param state what it is doing
 * @param tasksDone how many tasks it has finished
 * @param cpuTime the processor time that it has used so far; zero where the system doesn't tell
 * @param memory the physical memory of its process in bytes; zero where the system doesn't tell
 * @param heap the bytes of its heap that are in use; zero when it didn't say in time
 * @param gcTime how long its garbage collectors have worked so far; zero when it didn't say in time
 * @param shipped the bytes that were sent to it and received from it; zero for a thread
 * @param startMethod how it was made; null for a thread
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
        @Nullable StartMethod startMethod) {

    /** What a worker is doing. */
    public enum State {
        /** It comes up, or runs the pool's initializer. */
        STARTING,
        /** It waits for a task. */
        IDLE,
        /** It runs a task. */
        BUSY,
        /** It is on its way out. */
        ENDING
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
