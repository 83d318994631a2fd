package org.forkbook.multiprocessing.locks;

import org.forkbook.multiprocessing.internal.SharedHandle;

/** An event's flag on another machine: the broker there reads and sets it on behalf of this process. */
final class RelayedEventState implements EventState {
    private final SharedHandle handle;

    RelayedEventState(SharedHandle handle) {
        this.handle = handle;
    }

    @Override
    public boolean isSet() {
        return handle.ask(EventResource.LOOK).status() != 0;
    }

    @Override
    public void set() {
        handle.ask(EventResource.SET);
    }

    @Override
    public void clear() {
        handle.ask(EventResource.CLEAR);
    }
}
