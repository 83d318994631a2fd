package org.forkbook.multiprocessing.locks;

import java.nio.ByteBuffer;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.SharedResource;
import org.forkbook.broker.WaitQueue;
import org.forkbook.shm.CacheLine;

/**
 * The server side of a {@link ProcessSemaphore}, at its creator's broker: the wait queue for permits.
 *
 * <p>The permits are counted in shared memory. While a thread waits, the word is marked: a release then notifies the
 * broker, and a thread that comes to acquire joins the queue, so that no waiter starves.
 */
final class SemaphoreResource extends SharedResource {

    static final int ACQUIRE = 1;
    static final int RELEASED = 2;
    /** For a process that can't change the word: takes permits if there are enough; it may overtake those that wait. */
    static final int TRY_ACQUIRE = 3;
    /** For a process that can't change the word: adds permits, up to a limit. */
    static final int RELEASE = 4;
    /** For a process that can't read the word: how many permits there are. */
    static final int LOOK = 5;

    private static final int TOO_FEW = -10;

    private final SemaphoreWord word;
    private final WaitQueue waiters = new WaitQueue();

    SemaphoreResource(CacheLine line) {
        word = new SemaphoreWord(line);
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        switch (operation) {
            case ACQUIRE -> waiters.add(from, call, payload.getInt());
            case RELEASED -> {}
            case TRY_ACQUIRE -> tryAcquire(from, call, payload.getInt());
            case RELEASE -> {
                word.add(payload.getInt(), payload.getInt());
                from.answer(call, 0);
            }
            case LOOK -> from.answer(call, word.permits());
            default -> throw new AssertionError(operation);
        }
        settle();
    }

    private void tryAcquire(ClientSession from, int call, int amount) {
        if (word.tryTake(amount, true)) {
            answer(from, call, amount);
        } else {
            from.answer(call, TOO_FEW);
        }
    }

    private void answer(ClientSession to, int call, int amount) {
        to.answer(call, amount, this, () -> word.add(amount, Integer.MAX_VALUE));
    }

    @Override
    protected void cancel(ClientSession from, int call) {
        waiters.cancel(from, call);
        settle();
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        waiters.removeAll(gone);
        gone.takeUndelivered(this).forEach(Runnable::run);
        settle();
    }

    @Override
    protected void returnUndelivered(ClientSession from, int status, ByteBuffer payload) {
        word.add(status, Integer.MAX_VALUE);
        settle();
    }

    private void settle() {
        for (var first = waiters.first(); first != null; first = waiters.first()) {
            if (!word.takeOrMark(first.amount())) {
                return;
            }
            waiters.poll();
            answer(first.session(), first.call(), first.amount());
        }
        word.nobodyWaits();
    }
}
