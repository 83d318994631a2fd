package org.forkbook.broker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those who wait for one thing, in the order in which they came. */
public final class WaitQueue {

    /**
     * One who waits.
     *
     * @param amount how much it waits for, where that means something
     */
    public record Waiter(ClientSession session, int call, int amount) {

        /** Answers it. */
        public void answer(int status) {
            session.answer(call, status);
        }
    }

    private final List<Waiter> waiting = new ArrayList<>();

    /** Adds one at the end. */
    public void add(ClientSession session, int call, int amount) {
        waiting.add(new Waiter(session, call, amount));
    }

    /** The one who waits longest; null if nobody waits. */
    public @Nullable Waiter first() {
        return waiting.isEmpty() ? null : waiting.get(0);
    }

    /** Removes the one who waits longest. */
    public @Nullable Waiter poll() {
        return waiting.isEmpty() ? null : waiting.remove(0);
    }

    /** Removes all of them. */
    public List<Waiter> pollAll() {
        var all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    /** Removes one who no longer waits and confirms it; false if it wasn't there. */
    public boolean cancel(ClientSession session, int call) {
        return answer(session, call, PendingCall.CANCELLED);
    }

    /** Removes one and answers it; false if it wasn't there. */
    public boolean answer(ClientSession session, int call, int status) {
        var found = waiting.removeIf(waiter -> waiter.call == call && waiter.session == session);
        if (found) {
            session.answer(call, status);
        }
        return found;
    }

    /** Removes all of a process that has gone; whether there was one. */
    public boolean removeAll(ClientSession gone) {
        return waiting.removeIf(waiter -> waiter.session == gone);
    }

    /** How many wait. */
    public int count() {
        return waiting.size();
    }

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }
}
