package org.forkbook.multiprocessing.locks;

import org.forkbook.broker.PayloadCodec;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;

/** A semaphore's permits in shared memory, on the machine of its creator: the broker is asked only for what is short. */
final class SharedSemaphoreState implements SemaphoreState {
    private final SharedHandle handle;
    private final SemaphoreWord word;

    SharedSemaphoreState(SharedHandle handle) {
        this.handle = handle;
        word = new SemaphoreWord(handle.line());
    }

    @Override
    public boolean tryTake(int permits) {
        return word.tryTake(permits, true);
    }

    @Override
    public boolean take(int permits, Deadline deadline) throws InterruptedException {
        if (word.tryTake(permits, false)) {
            return true;
        }
        if (deadline.isOver()) {
            return false;
        }
        return handle.client()
                        .call(handle.resource(), SemaphoreResource.ACQUIRE, PayloadCodec.ofInt(permits))
                        .await(deadline)
                != null;
    }

    @Override
    public void add(int permits, int limit) {
        if (word.add(permits, limit)) {
            handle.client().sendOneWay(handle.resource(), SemaphoreResource.RELEASED);
        }
    }

    @Override
    public int permits() {
        return word.permits();
    }
}
