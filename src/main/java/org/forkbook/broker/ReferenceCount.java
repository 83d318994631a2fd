package org.forkbook.broker;

import java.util.HashMap;
import java.util.Map;

/**
 * How long a resource stays in its broker: as long as its maker has it, a process holds it, or it is pinned. Guarded by the broker.
 */
final class ReferenceCount {

    private final SharedResource resource;
    /**
     * How often each process holds it. Not just whether: of an object that a process has dropped and got again, the end of
     * the first is told after the beginning of the second.
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

    /** A process has gone, and its holds with it; whether it had any. */
    boolean releaseAll(ClientSession gone) {
        return holds.remove(gone) != null;
    }

    boolean isHeldBy(ClientSession process) {
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
