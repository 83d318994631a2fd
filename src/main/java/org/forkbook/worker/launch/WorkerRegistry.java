package org.forkbook.worker.launch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.forkbook.worker.agent.RuntimeStats;
import org.forkbook.worker.protocol.WorkerMessage;

/**
 * The registry of the workers that this process has started: all that run, spares too, and the latest that have
 * ended.
 */
public final class WorkerRegistry {
    private static final int REMEMBERED = 50;

    private static final Set<Worker> LIVING = new LinkedHashSet<>(); // guarded by the class, as the next
    private static final ArrayDeque<Worker> ENDED = new ArrayDeque<>();

    static {
        RuntimeStats.installChildren(WorkerRegistry::children);
    }

    private WorkerRegistry() {}

    private static List<WorkerMessage.Child> children() {
        return living().stream()
                .map(worker -> new WorkerMessage.Child(worker.pid(), worker.name()))
                .toList();
    }

    static synchronized void began(Worker worker) {
        LIVING.add(worker);
    }

    static synchronized void ended(Worker worker) {
        LIVING.remove(worker);
        if (worker.standing() == Worker.Standing.SPARE) {
            return; // It was not registered.
        }
        if (ENDED.size() == REMEMBERED) {
            ENDED.removeFirst();
        }
        ENDED.addLast(worker);
    }

    /** The running workers, in the order of their starts. */
    public static synchronized List<Worker> living() {
        return new ArrayList<>(LIVING);
    }

    /** The workers that have ended, the latest last. */
    public static synchronized List<Worker> ended() {
        return new ArrayList<>(ENDED);
    }
}
