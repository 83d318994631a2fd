package org.forkbook.multiprocessing.locks;

import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.service.Deadline;

/**
 * A lock's state on another machine: the broker there changes it on behalf of this process, in the same shared memory
 * as the processes of that machine do, so that all of them exclude each other.
 */
final class RelayedLockState implements LockState {
    private final SharedHandle handle;
    private boolean wasAbandoned; // guarded by the lock

    RelayedLockState(SharedHandle handle) {
        this.handle = handle;
    }

    @Override
    public boolean tryTake() {
        return taken(handle.ask(LockResource.TRY_ACQUIRE).status());
    }

    private boolean taken(int status) {
        wasAbandoned = status == LockResource.ABANDONED;
        return status != LockResource.NOT_HELD;
    }

    @Override
    public boolean take(Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (deadline.isOver()) {
            return tryTake();
        }
        var answer =
                handle.client().call(handle.resource(), LockResource.ACQUIRE).await(deadline);
        return answer != null && taken(answer.status());
    }

    @Override
    public boolean release() {
        return handle.ask(LockResource.RELEASE).status() != LockResource.NOT_HELD;
    }

    @Override
    public boolean isHeld() {
        return handle.ask(LockResource.LOOK).status() != LockResource.NOT_HELD;
    }

    @Override
    public long takeAbandonedBy() {
        return wasAbandoned
                ? handle.ask(LockResource.TAKE_ABANDONED_BY).payload().getLong()
                : 0;
    }
}
