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
    /** For a process that can't change the word: sets the flag. */
    static final int SET = 3;
    /** For a process that can't change the word: clears the flag. */
    static final int CLEAR = 4;
    /** For a process that can't read the word: whether the flag is set. */
    static final int LOOK = 5;

    private final EventWord word;
    private final WaitQueue waiters = new WaitQueue();

    EventResource(CacheLine line) {
        word = new EventWord(line);
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        switch (operation) {
            case AWAIT -> await(from, call);
            case HAPPENED -> happened();
            case SET -> {
                if (word.set()) {
                    happened();
                }
                from.answer(call, 0);
            }
            case CLEAR -> {
                word.clear();
                from.answer(call, 0);
            }
            case LOOK -> from.answer(call, word.isSet() ? 1 : 0);
            default -> throw new AssertionError(operation);
        }
    }

    private void await(ClientSession from, int call) {
        if (word.isSetOrMark()) {
            from.answer(call, 0);
        } else {
            waiters.add(from, call, 1);
        }
    }

    /** All that waited when it was set continue, even if it has been cleared since. */
    private void happened() {
        waiters.pollAll().forEach(waiter -> waiter.answer(0));
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
