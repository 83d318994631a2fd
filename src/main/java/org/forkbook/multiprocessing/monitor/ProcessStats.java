package org.forkbook.multiprocessing.monitor;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.forkbook.chart.RecordText;
import org.forkbook.worker.agent.RuntimeStats;
import org.forkbook.worker.launch.Worker;
import org.forkbook.worker.protocol.WorkerMessage;

/**
 * The resource usage of a worker.
 *
 * @param cpu the processor time that it has used
 * @param resident the bytes of physical memory that its process has
 * @param heap the bytes of its heap that are in use
 * @param collecting the total time of its garbage collections
 * @param shipped the bytes that were sent to it and received from it
 * @param children workers of its own
 */
public record ProcessStats(
        Duration cpu, long resident, long heap, Duration collecting, long shipped, List<WorkerMessage.Child> children) {

    public static CompletableFuture<ProcessStats> of(Worker worker) {
        return worker.vitals().thenApply(own -> of(worker.host(), worker.pid(), own, worker.shipped()));
    }

    /** The system's own figures, where it knows the process: they are the more exact ones. */
    private static ProcessStats of(String host, long pid, WorkerMessage.Vitals own, long shipped) {
        return new ProcessStats(
                host.isEmpty() ? cpu(pid) : Duration.ofNanos(own.cpuNanos()),
                host.isEmpty() ? RuntimeStats.residentBytes(pid) : own.resident(),
                own.heapUsed(),
                Duration.ofMillis(own.collectingMillis()),
                shipped,
                own.children());
    }

    /** What the system reports about a worker that doesn't answer. */
    static ProcessStats ofSilent(String host, long pid) {
        return !host.isEmpty()
                ? new ProcessStats(Duration.ZERO, 0, 0, Duration.ZERO, 0, List.of())
                : new ProcessStats(cpu(pid), RuntimeStats.residentBytes(pid), 0, Duration.ZERO, 0, List.of());
    }

    @SuppressWarnings("deprecation") // threadId() was added in JDK 19.
    public static ProcessStats ofThread(Thread thread) {
        var threads = ManagementFactory.getThreadMXBean();
        long nanos = threads.isThreadCpuTimeSupported() ? threads.getThreadCpuTime(thread.getId()) : 0;
        var process = ofThisProcess();
        return new ProcessStats(
                Duration.ofNanos(Math.max(0, nanos)),
                process.resident(),
                process.heap(),
                process.collecting(),
                0,
                List.of());
    }

    static ProcessStats ofThisProcess() {
        return of("", ProcessHandle.current().pid(), RuntimeStats.now(), 0);
    }

    static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
