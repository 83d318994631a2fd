package org.forkbook.experiment;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Resources that some work has used.
 *
 * @param cpu processor time, of all threads and processes involved
 * @param blocked total time that its threads waited for monitors that others held
 * @param waited total time that its threads were parked or asleep while they had a task
 * @param collecting how long garbage collectors worked, in all processes
 * @param shipped the bytes that went to other processes and came back
 */
record ResourceUsage(Duration cpu, Duration blocked, Duration waited, Duration collecting, long shipped) {

    static final ResourceUsage NONE = new ResourceUsage(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

    ResourceUsage minus(ResourceUsage before) {
        return new ResourceUsage(
                cpu.minus(before.cpu),
                blocked.minus(before.blocked),
                waited.minus(before.waited),
                collecting.minus(before.collecting),
                shipped - before.shipped);
    }

    ResourceUsage plus(ResourceUsage more) {
        return new ResourceUsage(
                cpu.plus(more.cpu),
                blocked.plus(more.blocked),
                waited.plus(more.waited),
                collecting.plus(more.collecting),
                shipped + more.shipped);
    }

    /** The resources of this process, and of the given threads. */
    static ResourceUsage ofThisProcess(long... threads) {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long collecting = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collecting += Math.max(0, collector.getCollectionTime());
        }
        long blocked = 0;
        long waited = 0;
        for (var thread : ManagementFactory.getThreadMXBean().getThreadInfo(threads)) {
            if (thread != null) {
                blocked += Math.max(0, thread.getBlockedTime());
                waited += Math.max(0, thread.getWaitedTime());
            }
        }
        return new ResourceUsage(
                Duration.ofNanos(Math.max(0, system.getProcessCpuTime())),
                Duration.ofMillis(blocked),
                Duration.ofMillis(waited),
                Duration.ofMillis(collecting),
                0);
    }
}
