package org.forkbook.multiprocessing.locks;

import java.nio.ByteBuffer;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.SharedResource;
import org.forkbook.broker.WaitQueue;
import org.forkbook.shm.CacheLine;

/**
 * A lock as its creator's broker knows it: who waits, and what becomes of it when its holder dies.
 *
 * <p>The lock itself is a word in shared memory, see {@link LockWord}. The broker comes in when somebody finds it taken: it
 * marks the word as contended, so that the holder says when it lets go. Then the first who waits is given the lock; but
 * another process may have taken it a moment earlier, which is good for throughput and bad for those who wait. So when that
 * has happened once, the broker marks the word for handing over: the holder leaves it to the broker, and it goes to the first who
 * waits.
 */
final class LockResource extends SharedResource {

    static final int ACQUIRE = 1;
    static final int LET_GO = 2;

    private final LockWord word;
    private final WaitQueue waiters = new WaitQueue();
    /** Whether the first who waits has been overtaken already. */
    private boolean overtaken;

    LockResource(CacheLine line) {
        word = new LockWord(line);
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        if (operation == ACQUIRE) {
            waiters.add(from, call, 1);
        } else {
            overtaken = true;
        }
        settle();
    }

    @Override
    protected void cancel(ClientSession from, int call) {
        waiters.cancel(from, call);
        settle();
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        waiters.removeAll(gone);
        if (word.holder() == gone.slot()) {
            word.abandoned(gone.pid());
            word.giveToHub();
        }
        settle();
    }

    @Override
    protected void returnUndelivered(ClientSession from, int status, ByteBuffer payload) {
        if (word.holder() == from.slot()) {
            word.giveToHub();
            settle();
        }
    }

    /** Gives the lock to who is first, if it can be had. */
    private void settle() {
        var first = waiters.first();
        while (first != null) {
            if (word.tryGive(first.session().slot(), waiters.count() > 1)) {
                waiters.poll();
                overtaken = false;
                first.answer(0);
                return;
            }
            if (word.markContended(overtaken)) {
                return;
            }
        }
        word.freeIfHubs();
    }
}
