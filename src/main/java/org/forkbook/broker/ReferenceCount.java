package org.forkbook.broker;

import java.util.HashMap;
import java.util.Map;

/**
 * The reference count of a resource: it exists while its creator has it, another process holds it, or it is pinned.
 * Guarded by the broker.
 */
final class ReferenceCount {

    private final SharedResource resource;
    /**
     * How often each process holds the resource. A set would not do: when a process drops an object and receives it
     * again, the release of the first may arrive after the hold of the second.
     */
    private final Map<ClientSession, Integer> holds = new HashMap<>(2);

    private boolean forgotten;
    private boolean pinned;

    ReferenceCount(SharedResource resource) {
        this.resource = resource;
    }

    SharedResource resource() {
        return resource;
    }

    void hold(ClientSession by) {
        holds.merge(by, 1, Integer::sum);
    }

    void release(ClientSession by) {
        holds.computeIfPresent(by, (session, count) -> count > 1 ? count - 1 : null);
    }

    /** Drops all references of a process that has ended; returns whether it had any. */
    boolean releaseAll(ClientSession gone) {
        return holds.remove(gone) != null;
    }

    boolean isHeldBy(ClientSession process) {
        return holds.containsKey(process);
    }

    /** Drops the creator's reference. */
    void forget() {
        forgotten = true;
    }

    /** Keeps the resource for good. */
    void pin() {
        pinned = true;
    }

    boolean isOver() {
        return forgotten && !pinned && holds.isEmpty();
    }
}
