package org.forkbook.multiprocessing.locks;

import org.forkbook.multiprocessing.internal.SharedHandle;

/** An event's flag in shared memory, on the machine of its creator. */
final class SharedEventState implements EventState {
    private final SharedHandle handle;
    private final EventWord word;

    SharedEventState(SharedHandle handle) {
        this.handle = handle;
        word = new EventWord(handle.line());
    }

    @Override
    public boolean isSet() {
        return word.isSet();
    }

    @Override
    public void set() {
        if (word.set()) {
            handle.client().sendOneWay(handle.resource(), EventResource.HAPPENED);
        }
    }

    @Override
    public void clear() {
        word.clear();
    }
}
