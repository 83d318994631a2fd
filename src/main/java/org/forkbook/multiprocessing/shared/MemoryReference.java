package org.forkbook.multiprocessing.shared;

import org.forkbook.serialization.Destination;
import org.forkbook.serialization.PinnableReference;
import org.forkbook.service.MachineName;

/** The serialized form of shared memory, which only processes of the same machine have. */
abstract class MemoryReference extends PinnableReference {
    private static final long serialVersionUID = 1L;

    MemoryReference(Class<?> type, Runnable pinning) {
        super(type, pinning);
    }

    @Override
    protected final String refusal(Destination to) {
        return "memory of " + MachineName.called(MachineName.own()) + ", and " + to.receivers() + " elsewhere";
    }
}
