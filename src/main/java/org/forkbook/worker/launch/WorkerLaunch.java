package org.forkbook.worker.launch;

import java.io.IOException;
import java.util.List;
import org.forkbook.serialization.Capsule;
import org.jspecify.annotations.Nullable;

/** A worker process that was started on some machine, and what is done to it there. */
public interface WorkerLaunch {

    /** The process. */
    Process process();

    /** The first lines of the worker's standard input: how it connects. Empty if they have been written. */
    String address();

    /** Expects the worker's connection no more. */
    void withdraw();

    /** Asks the process to end, as SIGTERM does. */
    void terminate();

    /** Kills the process, and all of its descendants, as SIGKILL does. */
    void kill();

    /** The process has ended: its remaining descendants are killed. */
    void reap();

    /** The machine's name; empty for this machine. */
    default String host() {
        return "";
    }

    /** What the program's jars and folders are called on that machine, where they are from then on. */
    default List<String> classPath(List<String> paths) throws IOException {
        return paths;
    }

    /**
     * The capsule of a function whose large arrays are kept on that machine, for all of its workers; the same capsule if they have
     * to be sent with it.
     */
    default Capsule keepArrays(int function, Capsule capsule) throws IOException {
        return capsule;
    }

    /** Deletes what was kept there for a function. */
    default void dropArrays(int function) {}

    /** Why the end of the process isn't known: its machine can't be reached any more. Null if it is known. */
    default @Nullable String lost() {
        return null;
    }
}
