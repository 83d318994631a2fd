package org.forkbook.multiprocessing.locks;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.broker.SharedResource;
import org.forkbook.broker.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a {@link ProcessBarrier}, at its creator's broker: the parties that have arrived, and whether it
 * is broken and why.
 *
 * <p>It knows every process that has the barrier. If one is killed, the barrier breaks, whether or not that process
 * had arrived: the others would wait for it for ever.
 */
final class BarrierResource extends SharedResource {

    static final int JOIN = 1;
    static final int AWAIT = 2;
    static final int RESET = 3;
    static final int LOOK = 4;

    /** The status of an answer that tells why the barrier is broken; every other status is an arrival index. */
    static final int BROKEN = 1 << 30;

    private final int parties;
    private final WaitQueue arrived = new WaitQueue();
    private final Set<ClientSession> members = new HashSet<>();
    private @Nullable String broken;

    BarrierResource(int parties) {
        this.parties = parties;
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        members.add(from);
        switch (operation) {
            case JOIN -> {}
            case AWAIT -> await(from, call);
            case RESET -> {
                breakFor("The barrier was reset by process " + from.pid());
                broken = null;
            }
            case LOOK -> from.answer(call, broken == null ? 0 : BROKEN, PayloadCodec.ofInt(arrived.count()));
            default -> throw new AssertionError(operation);
        }
    }

    private void await(ClientSession from, int call) {
        if (broken != null) {
            from.answer(call, BROKEN, PayloadCodec.ofString(broken));
            return;
        }
        arrived.add(from, call, parties - 1 - arrived.count());
        if (arrived.count() == parties) {
            arrived.pollAll().forEach(waiter -> waiter.answer(waiter.amount()));
        }
    }

    private void breakFor(String reason) {
        if (broken == null) {
            broken = reason;
        }
        for (var waiter : arrived.pollAll()) {
            waiter.session().answer(waiter.call(), BROKEN, PayloadCodec.ofString(reason));
        }
    }

    @Override
    protected void cancel(ClientSession from, int call) {
        if (arrived.cancel(from, call)) {
            breakFor("A thread of process " + from.pid() + " stopped waiting: it timed out or was interrupted");
        }
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        var waited = arrived.removeAll(gone);
        if (members.remove(gone) && (killed || waited)) {
            breakFor("Process " + gone.pid() + ", one of the parties, " + (killed ? "was killed" : "has ended"));
        }
    }
}
