package org.forkbook.hub;

import java.util.HashMap;
import java.util.Map;

/**
 * How long a resource stays in its hub: as long as its maker has it, a process holds it, or it is pinned. Guarded by the hub.
 */
final class Lifetime {

    private final Resource resource;
    /**
     * How often each process holds it. Not just whether: of an object that a process has dropped and got again, the end of
     * the first is told after the beginning of the second.
     */
    private final Map<Session, Integer> holds = new HashMap<>(2);

    private boolean forgotten;
    private boolean pinned;

    Lifetime(Resource resource) {
        this.resource = resource;
    }

    Resource resource() {
        return resource;
    }

    void hold(Session by) {
        holds.merge(by, 1, Integer::sum);
    }

    void release(Session by) {
        holds.computeIfPresent(by, (session, count) -> count > 1 ? count - 1 : null);
    }

    /** A process has gone, and its holds with it; whether it had any. */
    boolean releaseAll(Session gone) {
        return holds.remove(gone) != null;
    }

    boolean isHeldBy(Session process) {
        return holds.containsKey(process);
    }

    /** Its maker no longer has it. */
    void forget() {
        forgotten = true;
    }

    /** Makes it stay for ever. */
    void pin() {
        pinned = true;
    }

    boolean isOver() {
        return forgotten && !pinned && holds.isEmpty();
    }
}
