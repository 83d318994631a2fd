package org.forkbook.multiprocessing.locks;

import org.forkbook.broker.PayloadCodec;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;

/** A semaphore's permits on another machine: the broker there takes and adds them on behalf of this process. */
final class RelayedSemaphoreState implements SemaphoreState {
    private final SharedHandle handle;

    RelayedSemaphoreState(SharedHandle handle) {
        this.handle = handle;
    }

    @Override
    public boolean tryTake(int permits) {
        return handle.ask(SemaphoreResource.TRY_ACQUIRE, PayloadCodec.ofInt(permits))
                        .status()
                >= 0;
    }

    @Override
    public boolean take(int permits, Deadline deadline) throws InterruptedException {
        if (deadline.isOver()) {
            return tryTake(permits);
        }
        return handle.client()
                        .call(handle.resource(), SemaphoreResource.ACQUIRE, PayloadCodec.ofInt(permits))
                        .await(deadline)
                != null;
    }

    @Override
    public void add(int permits, int limit) {
        handle.ask(SemaphoreResource.RELEASE, PayloadCodec.ofInt(permits), PayloadCodec.ofInt(limit));
    }

    @Override
    public int permits() {
        return handle.ask(SemaphoreResource.LOOK).status();
    }
}
