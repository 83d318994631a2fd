package org.forkbook.multiprocessing.monitor;

import java.util.concurrent.CompletableFuture;
import org.forkbook.multiprocessing.StartMethod;
import org.jspecify.annotations.Nullable;

/** A worker, in the view of the monitor: its identity and its statistics. */
public interface MonitoredWorker {

    /** The process in which it runs. */
    long pid();

    /** The machine of that process; empty for this one. */
    default String host() {
        return "";
    }

    /** Its name, which is unique in its program. */
    String name();

    /** Requests its statistics; the answer may never come. */
    CompletableFuture<ProcessStats> stats();

    /** How its process was started; null if it is a thread of this one. */
    @Nullable
    StartMethod startMethod();
}
