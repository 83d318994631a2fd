package org.forkbook.broker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A FIFO wait queue of pending requests. */
public final class WaitQueue {

    /**
     * A pending request.
     *
     * @param amount how much it waits for, if that has a meaning for the resource
     */
    public record Waiter(ClientSession session, int call, int amount) {

        /** Answers the request. */
        public void answer(int status) {
            session.answer(call, status);
        }
    }

    private final List<Waiter> waiting = new ArrayList<>();

    /** Adds a request at the end. */
    public void add(ClientSession session, int call, int amount) {
        waiting.add(new Waiter(session, call, amount));
    }

    /** The request that has waited longest; null if there is none. */
    public @Nullable Waiter first() {
        return waiting.isEmpty() ? null : waiting.get(0);
    }

    /** Removes the request that has waited longest. */
    public @Nullable Waiter poll() {
        return waiting.isEmpty() ? null : waiting.remove(0);
    }

    /** Removes all requests. */
    public List<Waiter> pollAll() {
        var all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    /** Removes a request and confirms its cancellation; false if it wasn't there. */
    public boolean cancel(ClientSession session, int call) {
        return answer(session, call, PendingCall.CANCELLED);
    }

    /** Removes a request and answers it; false if it wasn't there. */
    public boolean answer(ClientSession session, int call, int status) {
        var found = waiting.removeIf(waiter -> waiter.call == call && waiter.session == session);
        if (found) {
            session.answer(call, status);
        }
        return found;
    }

    /** Removes all requests of a process that has ended; returns whether there was one. */
    public boolean removeAll(ClientSession gone) {
        return waiting.removeIf(waiter -> waiter.session == gone);
    }

    /** The number of pending requests. */
    public int count() {
        return waiting.size();
    }

    /** Whether no request is pending. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }
}
