package org.forkbook.worker.agent;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.forkbook.serialization.AddedClasspathLoader;
import org.forkbook.serialization.CapsuleReader;
import org.forkbook.serialization.CapsuleWriter;
import org.forkbook.serialization.Destination;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a worker process: its name, its parent and its parent's display; lives in the worker. In every
 * other process {@link #current} is null.
 */
public final class WorkerContext {
    private static volatile @Nullable WorkerContext current;

    /** The name of a process that isn't a worker. */
    public static final String MAIN = "MainProcess";

    private final long parentPid;
    private final String parentName;
    private final int depth;
    private final AddedClasspathLoader added;
    private final CapsuleReader reader;
    private final CapsuleWriter writer;
    private final WorkerOutput output;
    private final List<Runnable> whenOrphaned = new CopyOnWriteArrayList<>();
    private volatile String name = "worker";
    private volatile String host = "";
    private volatile boolean daemon = true;
    private volatile boolean parentDaemon;

    WorkerContext(
            long parentPid,
            String parentName,
            int depth,
            AddedClasspathLoader added,
            CapsuleReader reader,
            WorkerOutput output) {
        this.parentPid = parentPid;
        this.parentName = parentName;
        this.added = added;
        this.depth = depth;
        this.reader = reader;
        this.writer = new CapsuleWriter(reader.classes());
        this.output = output;
    }

    /** This worker; null in a process that isn't one. */
    public static @Nullable WorkerContext current() {
        return current;
    }

    static void install(WorkerContext context) {
        current = context;
    }

    /**
     * Adds a cleanup action for when the parent has ended, run before this process ends as well: it removes files of
     * both processes. It must not block, and must tolerate being run more than once.
     */
    public void whenOrphaned(Runnable action) {
        whenOrphaned.add(action);
    }

    void orphaned() {
        whenOrphaned.forEach(action -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                // Nobody is left to be told; this process is about to end.
            }
        });
    }

    /** Whether there are cleanup actions. */
    boolean tidiesUp() {
        return !whenOrphaned.isEmpty();
    }

    /** The name that the parent gave this worker. */
    public String name() {
        return name;
    }

    /** What the parent calls this worker's machine; empty if it is the parent's own. */
    public String host() {
        return host;
    }

    void host(String machine) {
        host = machine;
    }

    /** Whether the parent exits without waiting for this process. */
    public boolean isDaemon() {
        return daemon;
    }

    /** Whether the parent is itself a daemon. */
    public boolean isParentDaemon() {
        return parentDaemon;
    }

    void adopt(String newName, boolean isDaemon, boolean isParentDaemon) {
        name = newName;
        daemon = isDaemon;
        parentDaemon = isParentDaemon;
    }

    /** The process that started this one. */
    public long parentPid() {
        return parentPid;
    }

    /** The parent's name. */
    public String parentName() {
        return parentName;
    }

    AddedClasspathLoader added() {
        return added;
    }

    /** How many workers there are between the program and this one, itself included: 1 for a worker of a program. */
    public int depth() {
        return depth;
    }

    /** The reader of this worker's tasks; it has the classes that came with them. */
    public CapsuleReader reader() {
        return reader;
    }

    /** The writer for what this worker sends to workers of its own. */
    public CapsuleWriter writer() {
        return writer;
    }

    /** The writer for what this worker sends to its parent. */
    CapsuleWriter answerWriter() {
        return host.isEmpty()
                ? writer
                : writer.to(new Destination("process " + parentPid + ", which gets it, is", false));
    }

    /**
     * Displays a rich value where the parent shows this worker's output.
     *
     * @param json the content of a Jupyter {@code display_data} message: data, metadata, transient
     * @param update whether it replaces what was displayed under the same display id
     */
    public void display(String json, boolean update) {
        output.display(json, update);
    }
}
