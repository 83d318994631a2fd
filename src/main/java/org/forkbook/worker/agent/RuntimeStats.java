package org.forkbook.worker.agent;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.forkbook.worker.protocol.WorkerMessage;

/** What this process can say about itself better than the operating system can. */
public final class RuntimeStats {
    private static volatile Supplier<List<WorkerMessage.Child>> children = List::of;

    private RuntimeStats() {}

    /** Installs the source of this process's own workers. Whoever starts workers calls this; a process that starts none has none. */
    public static void installChildren(Supplier<List<WorkerMessage.Child>> children) {
        RuntimeStats.children = children;
    }

    /** As of now. */
    public static WorkerMessage.Vitals now() {
        var runtime = Runtime.getRuntime();
        long collecting = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collecting += Math.max(0, collector.getCollectionTime());
        }
        return new WorkerMessage.Vitals(runtime.totalMemory() - runtime.freeMemory(), collecting, children.get());
    }
}
