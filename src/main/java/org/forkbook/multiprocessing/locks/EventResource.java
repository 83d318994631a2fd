package org.forkbook.multiprocessing.locks;

import java.nio.ByteBuffer;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.SharedResource;
import org.forkbook.broker.WaitQueue;
import org.forkbook.shm.CacheLine;

/** The server side of a {@link ProcessEvent}, at its creator's broker: the wait queue for the flag. */
final class EventResource extends SharedResource {

    static final int AWAIT = 1;
    static final int HAPPENED = 2;

    private final EventWord word;
    private final WaitQueue waiters = new WaitQueue();

    EventResource(CacheLine line) {
        word = new EventWord(line);
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        if (operation == AWAIT) {
            if (word.isSetOrMark()) {
                from.answer(call, 0);
            } else {
                waiters.add(from, call, 1);
            }
        } else {
            // All that waited when it was set continue, even if it has been cleared since.
            waiters.pollAll().forEach(waiter -> waiter.answer(0));
        }
    }

    @Override
    protected void cancel(ClientSession from, int call) {
        waiters.cancel(from, call);
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        waiters.removeAll(gone);
    }
}
