package org.forkbook.multiprocessing;

/** How a worker process comes into being. */
public enum StartMethod {
    /** A JVM is started when a worker is wanted. */
    SPAWN,
    /**
     * A spare JVM that was started and warmed up before is taken, and another prepared while nothing else is to be
     * done. It falls back to {@link #SPAWN} when there is no spare, or when a worker is to have JVM options, environment
     * variables or a working directory of its own.
     */
    PREFORK
}
