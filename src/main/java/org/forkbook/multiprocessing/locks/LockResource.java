package org.forkbook.multiprocessing.locks;

import java.nio.ByteBuffer;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.broker.SharedResource;
import org.forkbook.broker.WaitQueue;
import org.forkbook.shm.CacheLine;

/**
 * The server side of a {@link ProcessLock}, at its creator's broker: the wait queue, and the recovery of a lock whose
 * holder has died.
 *
 * <p>The lock itself is a word in shared memory, see {@link LockWord}. As with a futex, the broker is involved only
 * under contention: it then marks the word as contended, so that the holder notifies it on release. Then the first
 * waiter is granted the lock. Another process may have taken it a moment earlier (barging), which is good for
 * throughput and bad for the waiters. So once the first waiter has been overtaken, the broker marks the word for
 * direct handoff: the holder leaves the lock to the broker, which grants it to the first waiter.
 */
final class LockResource extends SharedResource {

    static final int ACQUIRE = 1;
    static final int LET_GO = 2;
    /** For a process that can't change the word: takes the lock if it is free. */
    static final int TRY_ACQUIRE = 3;
    /** For a process that can't change the word: releases the lock. */
    static final int RELEASE = 4;
    /** For a process that can't read the word: whether any process holds the lock. */
    static final int LOOK = 5;
    /** For a process that can't read the word: which process died while it held the lock. */
    static final int TAKE_ABANDONED_BY = 6;

    static final int HELD = 0;
    /** The lock is held, and the process that held it before has died. */
    static final int ABANDONED = 1;

    static final int NOT_HELD = 2;

    private final LockWord word;
    private final WaitQueue waiters = new WaitQueue();
    /** Whether the first waiter has been overtaken already. */
    private boolean overtaken;

    LockResource(CacheLine line) {
        word = new LockWord(line);
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        switch (operation) {
            case ACQUIRE -> waiters.add(from, call, 1);
            case LET_GO -> overtaken = true;
            case TRY_ACQUIRE -> from.answer(call, word.tryTake(from.slot()) ? held() : NOT_HELD);
            case RELEASE -> release(from, call);
            case LOOK -> from.answer(call, word.holder() == 0 ? NOT_HELD : HELD);
            case TAKE_ABANDONED_BY -> from.answer(call, HELD, PayloadCodec.ofLong(word.takeAbandonedBy()));
            default -> throw new AssertionError(operation);
        }
        settle();
    }

    private int held() {
        return word.isAbandoned() ? ABANDONED : HELD;
    }

    private void release(ClientSession from, int call) {
        var released = word.release(from.slot());
        overtaken |= released == LockWord.Release.TELL_BROKER;
        from.answer(call, released == LockWord.Release.NOT_HELD ? NOT_HELD : HELD);
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
            word.giveToBroker();
        }
        settle();
    }

    @Override
    protected void returnUndelivered(ClientSession from, int status, ByteBuffer payload) {
        if (word.holder() == from.slot()) {
            word.giveToBroker();
            settle();
        }
    }

    /** Grants the lock to the first waiter, if it is available. */
    private void settle() {
        var first = waiters.first();
        while (first != null) {
            if (word.tryGive(first.session().slot(), waiters.count() > 1)) {
                waiters.poll();
                overtaken = false;
                first.answer(held());
                return;
            }
            if (word.markContended(overtaken)) {
                return;
            }
        }
        word.freeIfBrokers();
    }
}
