package org.forkbook.multiprocessing.monitor;

import java.util.concurrent.CompletableFuture;
import org.forkbook.multiprocessing.StartMethod;
import org.jspecify.annotations.Nullable;

/** A worker that a table can show: who it is, and what it answers when it is asked how it is. */
public interface MonitoredWorker {

    /** The process in which it works. */
    long pid();

    /** Its name, which is unique in its program. */
    String name();

    /** Asks it; the answer may never come. */
    CompletableFuture<ProcessStats> stats();

    /** How its process was started; null when it is a thread of this one. */
    @Nullable
    StartMethod startMethod();
}
