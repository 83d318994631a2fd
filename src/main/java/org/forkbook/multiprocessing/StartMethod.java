package org.forkbook.multiprocessing;

/** The start method of worker processes. */
public enum StartMethod {
    /** A JVM is started when a worker is requested. */
    SPAWN,
    /**
     * A spare JVM that has been started and warmed up is used, and another one is prepared while the program is idle.
     * Falls back to {@link #SPAWN} if there is no spare, or if a worker needs JVM options, environment variables or a
     * working directory of its own.
     */
    PREFORK
}
