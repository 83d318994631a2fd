package org.forkbook.worker.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.forkbook.worker.protocol.WorkerMessage;

/** Statistics of this JVM that the operating system can't provide as well; used in the parent and in workers. */
public final class RuntimeStats {
    private static volatile Supplier<List<WorkerMessage.Child>> children = List::of;

    private RuntimeStats() {}

    /**
     * Installs the supplier of this process's own workers. The code that starts workers calls this; in a process that
     * starts none there are none.
     */
    public static void installChildren(Supplier<List<WorkerMessage.Child>> children) {
        RuntimeStats.children = children;
    }

    /** The current statistics. */
    public static WorkerMessage.Vitals now() {
        var runtime = Runtime.getRuntime();
        long collecting = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collecting += Math.max(0, collector.getCollectionTime());
        }
        var own = ProcessHandle.current();
        return new WorkerMessage.Vitals(
                runtime.totalMemory() - runtime.freeMemory(),
                collecting,
                own.info().totalCpuDuration().map(Duration::toNanos).orElse(0L),
                residentBytes(own.pid()),
                children.get());
    }

    /** The physical memory of a process of this machine in bytes, which Linux reports in kB; 0 if it is unknown. */
    public static long residentBytes(long pid) {
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
