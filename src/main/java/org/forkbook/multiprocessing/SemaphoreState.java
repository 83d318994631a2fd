package org.forkbook.multiprocessing;

import java.nio.ByteBuffer;
import org.forkbook.hub.Resource;
import org.forkbook.hub.Session;
import org.forkbook.hub.Waiters;
import org.forkbook.memory.Cell;

/**
 * A semaphore as its creator's hub knows it: who waits for permits, in order.
 *
 * <p>The permits are counted in shared memory. While somebody waits, the word says so: then who releases tells the hub, and
 * who comes to acquire joins the queue, so that nobody is passed by for ever.
 */
final class SemaphoreState extends Resource {

    static final int ACQUIRE = 1;
    static final int RELEASED = 2;

    private final SemaphoreWord word;
    private final Waiters waiters = new Waiters();

    SemaphoreState(Cell cell) {
        word = new SemaphoreWord(cell);
    }

    @Override
    protected void handle(Session from, int call, int operation, ByteBuffer payload) {
        if (operation == ACQUIRE) {
            waiters.add(from, call, payload.getInt());
        }
        settle();
    }

    @Override
    protected void cancel(Session from, int call) {
        waiters.cancel(from, call);
        settle();
    }

    @Override
    protected void left(Session gone, boolean killed) {
        waiters.removeAll(gone);
        gone.lost(this).forEach(Runnable::run);
        settle();
    }

    @Override
    protected void giveBack(Session from, int status, ByteBuffer payload) {
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
