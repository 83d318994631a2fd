package org.forkbook.worker.agent;

import java.lang.management.ManagementFactory;
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
        return new WorkerMessage.Vitals(runtime.totalMemory() - runtime.freeMemory(), collecting, children.get());
    }
}
