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

    private final SemaphoreWord word;
    private final WaitQueue waiters = new WaitQueue();

    SemaphoreResource(CacheLine line) {
        word = new SemaphoreWord(line);
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        if (operation == ACQUIRE) {
            waiters.add(from, call, payload.getInt());
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
            var amount = first.amount();
            first.session().answer(first.call(), amount, this, () -> word.add(amount, Integer.MAX_VALUE));
        }
        word.nobodyWaits();
    }
}
