package org.forkbook.worker;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;

/** What this process can say about itself better than the operating system can. */
public final class OwnVitals {

    private OwnVitals() {}

    /** As of now. */
    public static Message.Vitals now() {
        var runtime = Runtime.getRuntime();
        long collecting = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collecting += Math.max(0, collector.getCollectionTime());
        }
        var children = new ArrayList<Message.Child>();
        for (var worker : Roster.living()) {
            children.add(new Message.Child(worker.pid(), worker.name()));
        }
        return new Message.Vitals(runtime.totalMemory() - runtime.freeMemory(), collecting, children);
    }
}
