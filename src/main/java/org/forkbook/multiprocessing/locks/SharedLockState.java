package org.forkbook.multiprocessing.locks;

import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;

/** A lock's state in shared memory, on the machine of the lock's creator: the broker is asked only under contention. */
final class SharedLockState implements LockState {
    /** How often a thread tries a taken lock before it sleeps: a few microseconds. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

    private final SharedHandle handle;
    private final LockWord word;

    SharedLockState(SharedHandle handle) {
        this.handle = handle;
        word = new LockWord(handle.line());
    }

    @Override
    public boolean tryTake() {
        return word.tryTake(handle.client().slot());
    }

    @Override
    public boolean take(Deadline deadline) throws InterruptedException {
        var client = handle.client();
        for (var looks = 0; looks <= SPINS; looks++) {
            if (word.tryTake(client.slot())) {
                return true;
            }
            Thread.onSpinWait();
        }
        if (deadline.isOver()) {
            return false;
        }
        return client.call(handle.resource(), LockResource.ACQUIRE).await(deadline) != null;
    }

    @Override
    public boolean release() {
        var released = word.release(handle.client().slot());
        if (released == LockWord.Release.TELL_BROKER) {
            handle.client().sendOneWay(handle.resource(), LockResource.LET_GO);
        }
        return released != LockWord.Release.NOT_HELD;
    }

    @Override
    public boolean isHeld() {
        return word.holder() != 0;
    }

    @Override
    public long takeAbandonedBy() {
        return word.takeAbandonedBy();
    }
}
