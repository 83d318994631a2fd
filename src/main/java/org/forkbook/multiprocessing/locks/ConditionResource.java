package org.forkbook.multiprocessing.locks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.broker.Broker;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.broker.SharedResource;

/**
 * The server side of a {@link ProcessCondition}, at its creator's broker: the wait queue for signals.
 *
 * <p>A thread that is going to wait enters the queue while it still holds the lock, and has that confirmed; then it
 * releases the lock and waits with its number in the queue. So it can't miss a signal that is sent under the lock.
 */
final class ConditionResource extends SharedResource {

    static final int ENLIST = 1;
    static final int WAIT = 2;
    static final int SIGNAL = 3;
    static final int SIGNAL_ALL = 4;

    private final List<Place> places = new ArrayList<>();
    private int lastPlace;

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        switch (operation) {
            case ENLIST -> {
                places.add(new Place(from, ++lastPlace));
                from.answer(call, 0, PayloadCodec.ofInt(lastPlace));
            }
            case WAIT -> {
                int number = payload.getInt();
                var place = places.stream()
                        .filter(some -> some.number == number)
                        .findFirst()
                        .orElse(null);
                if (place == null || place.signalled) {
                    places.remove(place);
                    from.answer(call, 0, this, this::signal);
                } else {
                    place.call = call;
                }
            }
            case SIGNAL -> {
                // A process whose death others may know of must be known to be dead here as well.
                Broker.own().drainInboxes(from);
                signal();
            }
            case SIGNAL_ALL -> {
                Broker.own().drainInboxes(from);
                while (signal()) {}
            }
            default -> throw new AssertionError(operation);
        }
    }

    private boolean signal() {
        var next = places.stream().filter(place -> !place.signalled).findFirst();
        next.ifPresent(place -> {
            place.signalled = true;
            if (place.call != 0) {
                places.remove(place);
                place.session.answer(place.call, 0, this, this::signal);
            }
        });
        return next.isPresent();
    }

    @Override
    protected void cancel(ClientSession from, int call) {
        if (places.removeIf(place -> place.session == from && place.call == call)) {
            from.answerCancelled(call);
        }
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        var signals = gone.takeUndelivered(this).size();
        for (var place : List.copyOf(places)) {
            if (place.session == gone) {
                places.remove(place);
                signals += place.signalled ? 1 : 0;
            }
        }
        // The dead process can't receive its signals: the next waiters do.
        for (; signals > 0; signals--) {
            signal();
        }
    }

    private static final class Place {
        private final ClientSession session;
        private final int number;
        private int call;
        private boolean signalled;

        Place(ClientSession session, int number) {
            this.session = session;
            this.number = number;
        }
    }
}
