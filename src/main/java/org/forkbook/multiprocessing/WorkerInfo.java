package org.forkbook.multiprocessing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A pool's worker as it was at one moment.
 *
 * @param pid its process; for a worker that is a thread, this process
 * @param name its name
 * @param state what it is doing
 * @param tasksDone how many tasks it has finished
 * @param cpuTime the processor time that its process has used so far; zero where the system doesn't tell
 * @param memory the physical memory of its process in bytes; zero where the system doesn't tell
 */
public record WorkerInfo(long pid, String name, State state, long tasksDone, Duration cpuTime, long memory) {

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

    static WorkerInfo of(long pid, String name, State state, long tasksDone) {
        var cpu = ProcessHandle.of(pid).flatMap(handle -> handle.info().totalCpuDuration());
        return new WorkerInfo(pid, name, state, tasksDone, cpu.orElse(Duration.ZERO), residentBytes(pid));
    }

    /** Linux tells it in kB. */
    private static long residentBytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0; // Another system, or the process has ended.
        }
    }
}
