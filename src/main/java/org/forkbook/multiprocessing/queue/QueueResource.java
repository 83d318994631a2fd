package org.forkbook.multiprocessing.queue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.forkbook.broker.Broker;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.broker.SharedResource;
import org.forkbook.broker.WaitQueue;
import org.forkbook.multiprocessing.errors.SharedMemoryException;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.internal.EncodedValue.ClassKey;
import org.forkbook.serialization.ByteArrayBuilder;
import org.forkbook.shm.CacheLine;
import org.jspecify.annotations.Nullable;

/**
 * The server side of a {@link ProcessQueue}, at its creator's broker: the encoded elements, and the wait queues of
 * takers and putters.
 *
 * <p>An element that was sent to a process but did not arrive, because the process died, is at the head of the queue
 * again.
 *
 * <p>Flow control is credit-based, see {@link CreditGrant}: a process that requests one element is granted more, and
 * one that puts an element is granted room for more. Most takes and puts then need no answer. At most one process has
 * granted elements, always those at the head, and any other request for elements first revokes the grant. So the
 * order stays first-in-first-out.
 */
final class QueueResource extends SharedResource {

    /** One-way: adds an element to an unbounded queue. */
    static final int PUT = 1;
    /** Adds an element; the payload begins with flags. */
    static final int OFFER = 2;
    /** Takes an element; the payload is flags. */
    static final int TAKE = 3;

    static final int PEEK = 4;
    static final int DRAIN = 5;
    static final int SNAPSHOT = 6;
    static final int REMOVE = 7;
    static final int SIZE = 8;
    static final int TASK_DONE = 9;
    static final int JOIN = 10;
    static final int CLOSE = 11;
    static final int ADD_CLASS = 12;
    static final int CLASS = 13;
    static final int CLEAR = 14;
    /** One-way: adds an element for which the process had a credit. */
    static final int PUT_INTO_ROOM = 15;
    /** One-way: a granted element has been taken, as the broker wanted to be notified. */
    static final int TAKEN = 16;
    /** One-way: an element that was taken could not be read, and is put back at the head of the queue. */
    static final int PUT_BACK = 17;
    /** For a process that can't read the word: whether the queue is closed. */
    static final int LOOK = 18;

    /** A flag: wait for room, or for an element. */
    static final int WAIT = 1;
    /** A flag: the process knows the cache line of its credits. */
    static final int KNOWS_LINE = 2;

    static final int NO = 0;
    static final int YES = 1;
    static final int CLOSED = 2;
    static final int LOST = 3;
    /** The request succeeded, and more elements are granted. */
    static final int ELEMENTS_GRANTED = 4;
    /** The request succeeded, and room for more is granted. */
    static final int ROOM_GRANTED = 5;

    /** The capacity of an unbounded queue. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private final int capacity;
    private final CacheLine closed;
    private final ArrayDeque<Element> elements = new ArrayDeque<>();
    private final ArrayDeque<Putter> putters = new ArrayDeque<>();
    private final WaitQueue takers = new WaitQueue();
    private final WaitQueue joiners = new WaitQueue();
    private final Map<ClassKey, ByteBuffer> classes = new HashMap<>();
    /** How many elements each process has taken and not reported done. */
    private final Map<ClientSession, Integer> undone = new HashMap<>();

    /** Whether the queue was closed, while messages sent before may still be in transit. */
    private boolean closing;

    private final Map<ClientSession, CreditGrant> grants = new HashMap<>();
    /** The grant that includes elements; at most one does. */
    private @Nullable CreditGrant elementGrant;
    /** The granted room in a bounded queue that has not been used. */
    private int promised;

    private long lastNumber;
    private int unfinished;
    /** The number of unfinished elements whose process has ended, and the latest such process. */
    private int lost;

    private long lostBy;

    record Element(long number, ByteBuffer bytes) {}

    private record Putter(ClientSession session, int call, int flags, ByteBuffer bytes) {}

    QueueResource(int capacity, CacheLine closed) {
        this.capacity = capacity;
        this.closed = closed;
    }

    static boolean isClosed(CacheLine line) {
        return (long) CacheLine.LONG.getVolatile(line.memory(), line.offset()) != 0;
    }

    @Override
    protected void handle(ClientSession from, int call, int operation, ByteBuffer payload) {
        switch (operation) {
            case PUT -> add(payload);
            case PUT_INTO_ROOM -> {
                promised--;
                var grant = grants.get(from);
                if (grant != null) {
                    grant.roomFilled();
                }
                add(payload);
            }
            case TAKEN -> settle();
            case PUT_BACK -> putBack(from, payload);
            case OFFER -> offer(from, call, payload.get(), payload.slice());
            case TAKE -> take(from, call, payload.get());
            case PEEK -> peek(from, call);
            case DRAIN -> drain(from, call, payload.getInt());
            case SNAPSHOT -> snapshot(from, call);
            case REMOVE -> remove(from, call, payload.getLong());
            case CLEAR -> {
                gatherElements(from);
                unfinished -= elements.size(); // They will never be processed.
                elements.clear();
                from.answer(call, YES);
                settleJoiners();
                settle();
            }
            case SIZE -> {
                Broker.own().drainInboxes(from);
                from.answer(call, count());
            }
            case LOOK -> from.answer(call, isClosed(closed) ? CLOSED : NO);
            case TASK_DONE -> taskDone(from, call);
            case JOIN -> join(from, call);
            case CLOSE -> close();
            case ADD_CLASS -> classes.putIfAbsent(EncodedValue.takeKey(payload.duplicate()), payload);
            case CLASS -> answer(from, call, classes.get(EncodedValue.takeKey(payload)));
            default -> throw new AssertionError(operation);
        }
    }

    private void add(ByteBuffer bytes) {
        elements.add(new Element(++lastNumber, bytes));
        unfinished++;
        settle();
    }

    /** The number of elements, granted ones included. */
    private int count() {
        return elements.size() + (elementGrant == null ? 0 : elementGrant.unused());
    }

    /**
     * The grant of a process; null if no shared memory is left for one, in which case the process must request
     * everything.
     */
    private @Nullable CreditGrant grantFor(ClientSession of) {
        var known = grants.get(of);
        if (known == null) {
            try {
                known = new CreditGrant(of);
            } catch (SharedMemoryException e) {
                return null;
            }
            grants.put(of, known);
        }
        return known;
    }

    /** Counts the granted elements that have been taken. */
    private void countTaken() {
        if (elementGrant != null) {
            taken(elementGrant.session(), elementGrant.countTaken());
        }
    }

    private void taken(ClientSession by, int number) {
        if (number > 0) {
            undone.merge(by, number, Integer::sum);
        }
    }

    /** Revokes the grant of elements: those that have not been taken are at the head of the queue again. */
    private void revokeElementGrant() {
        var ended = elementGrant;
        if (ended != null) {
            elementGrant = null;
            taken(ended.session(), ended.revoke(elements));
        }
    }

    /** Has all elements in the queue that were put before this: none is granted, and none is in transit. */
    private void gatherElements(ClientSession from) {
        revokeElementGrant();
        Broker.own().drainInboxes(from);
    }

    /** Whether there is room; revokes unused grants of room if necessary. */
    private boolean hasRoom() {
        if (count() + promised >= capacity && promised > 0) {
            for (var grant : grants.values()) {
                promised -= grant.revokeRoom();
            }
        }
        return count() + promised < capacity;
    }

    private void offer(ClientSession from, int call, int flags, ByteBuffer bytes) {
        if (isClosed(closed)) {
            from.answer(call, CLOSED);
        } else if (putters.isEmpty() && hasRoom()) {
            accept(new Putter(from, call, flags, bytes));
            settle();
        } else if ((flags & WAIT) != 0) {
            putters.add(new Putter(from, call, flags, bytes));
            settle();
        } else {
            from.answer(call, NO);
        }
    }

    /** Adds a putter's element, and grants more room to a putter in another process. */
    private void accept(Putter putter) {
        elements.add(new Element(++lastNumber, putter.bytes));
        unfinished++;
        var more = new ByteArrayBuilder();
        var given = grantRoom(putter, more);
        promised += given;
        putter.session.answer(putter.call, given > 0 ? ROOM_GRANTED : YES, more.buffer());
    }

    /** Whether a process has a use for credits: they are in shared memory. */
    private static boolean takesCredits(ClientSession session) {
        return session.isRemote() && session.sharesMemory();
    }

    private int grantRoom(Putter putter, ByteArrayBuilder more) {
        var grant = takesCredits(putter.session) && putters.isEmpty() && capacity != UNBOUNDED
                ? grantFor(putter.session)
                : null;
        return grant == null
                ? 0
                : grant.grantRoom(capacity - count() - promised, (putter.flags & KNOWS_LINE) != 0, more);
    }

    private void take(ClientSession from, int call, int flags) {
        var wait = (flags & WAIT) != 0;
        revokeElementGrant();
        if (elements.isEmpty()) {
            Broker.own().drainInboxes(from);
        }
        takers.add(from, call, flags);
        settle();
        if (isOver()) {
            closeTakers();
        } else if (!wait && !takers.isEmpty() && elements.isEmpty()) {
            takers.answer(from, call, NO);
        }
    }

    private void settle() {
        while (true) {
            var taker = elements.isEmpty() ? null : takers.poll();
            if (taker != null) {
                deliver(taker, elements.remove());
                continue;
            }
            if (putters.isEmpty()) {
                return;
            }
            if (!hasRoom()) {
                if (elementGrant != null) {
                    elementGrant.requestNotification();
                }
                if (!hasRoom()) { // Checked again, because an element may have been taken just before that.
                    return;
                }
            }
            accept(putters.remove());
        }
    }

    private void deliver(WaitQueue.Waiter taker, Element element) {
        var to = taker.session();
        undone.merge(to, 1, Integer::sum);
        var grant = takesCredits(to) && !elements.isEmpty() && takers.isEmpty() ? grantFor(to) : null;
        if (grant == null) {
            to.answer(taker.call(), YES, this, () -> putBack(to, element), element.bytes.duplicate());
            return;
        }
        var out = new ByteArrayBuilder();
        out.putSized(element.bytes);
        grant.grantElements(elements, (taker.amount() & KNOWS_LINE) != 0, out);
        elementGrant = grant;
        to.answer(taker.call(), ELEMENTS_GRANTED, this, () -> putBack(to, element), out.buffer());
    }

    private void putBack(ClientSession from, Element element) {
        elements.addFirst(element);
        undone.computeIfPresent(from, (session, count) -> count > 1 ? count - 1 : null);
    }

    private void peek(ClientSession from, int call) {
        gatherElements(from);
        var head = elements.peek();
        answer(from, call, head == null ? null : head.bytes);
    }

    private static void answer(ClientSession to, int call, @Nullable ByteBuffer content) {
        if (content == null) {
            to.answer(call, NO);
        } else {
            to.answer(call, YES, content.duplicate());
        }
    }

    private void drain(ClientSession from, int call, int most) {
        gatherElements(from);
        var out = new ByteArrayBuilder();
        var taken = new ArrayList<Element>();
        while (taken.size() < most && !elements.isEmpty()) {
            var element = elements.remove();
            taken.add(element);
            out.putSized(element.bytes);
        }
        Collections.reverse(taken);
        from.answer(call, taken.size(), this, () -> taken.forEach(element -> putBack(from, element)), out.buffer());
        undone.merge(from, taken.size(), Integer::sum);
        settle();
    }

    private void snapshot(ClientSession from, int call) {
        gatherElements(from);
        var out = new ByteArrayBuilder();
        for (var element : elements) {
            out.putLong(element.number);
            out.putSized(element.bytes);
        }
        from.answer(call, elements.size(), out.buffer());
    }

    private void remove(ClientSession from, int call, long number) {
        revokeElementGrant();
        var removed = elements.removeIf(element -> element.number == number);
        if (removed) {
            unfinished--; // It will never be processed.
            settleJoiners();
            settle();
        }
        from.answer(call, removed ? YES : NO);
    }

    private void taskDone(ClientSession from, int call) {
        countTaken();
        if (unfinished == count()) {
            from.answer(call, NO);
            return;
        }
        unfinished--;
        lost = Math.min(lost, unfinished);
        undone.computeIfPresent(from, (session, count) -> count > 1 ? count - 1 : null);
        from.answer(call, YES);
        settleJoiners();
    }

    private void join(ClientSession from, int call) {
        Broker.own().drainInboxes(from);
        joiners.add(from, call, 0);
        settleJoiners();
    }

    private void settleJoiners() {
        if (unfinished == 0) {
            joiners.pollAll().forEach(joiner -> joiner.answer(YES));
        } else if (lost > 0 && unfinished <= lost) {
            var report = lost + " of the elements taken from this queue will not be reported done: process " + lostBy
                    + ", which took one, has ended without calling taskDone().";
            joiners.pollAll()
                    .forEach(joiner -> joiner.session().answer(joiner.call(), LOST, PayloadCodec.ofString(report)));
        }
    }

    /**
     * Closes the queue. Elements whose sending had begun before still belong to it: takers are told that no element
     * will come only when all of these have arrived.
     */
    private void close() {
        if (isClosed(closed)) {
            return;
        }
        CacheLine.LONG.setVolatile(closed.memory(), closed.offset(), 1L);
        for (var putter = putters.poll(); putter != null; putter = putters.poll()) {
            putter.session.answer(putter.call, CLOSED);
        }
        closing = true;
        Broker.own().whenInboxesDrained(() -> {
            closing = false;
            settle();
            if (isOver()) {
                closeTakers();
            }
        });
    }

    /** Whether the queue is closed and empty, with nothing in transit. */
    private boolean isOver() {
        return isClosed(closed) && !closing && count() == 0;
    }

    private void closeTakers() {
        takers.pollAll().forEach(taker -> taker.answer(CLOSED));
    }

    @Override
    protected void cancel(ClientSession from, int call) {
        if (takers.cancel(from, call) || joiners.cancel(from, call)) {
            return;
        }
        if (putters.removeIf(putter -> putter.session == from && putter.call == call)) {
            from.answerCancelled(call);
        }
    }

    @Override
    protected void returnUndelivered(ClientSession from, int status, ByteBuffer payload) {
        if ((status == YES && payload.hasRemaining()) || status == ELEMENTS_GRANTED) {
            putBack(from, status == ELEMENTS_GRANTED ? PayloadCodec.takeBytes(payload) : payload.slice());
        }
    }

    private void putBack(ClientSession from, ByteBuffer bytes) {
        revokeElementGrant();
        putBack(from, new Element(++lastNumber, bytes));
        settle();
    }

    @Override
    protected void notTaken(Runnable undo) {
        revokeElementGrant();
        undo.run();
        settle();
    }

    @Override
    protected void clientClosed(ClientSession gone, boolean killed) {
        takers.removeAll(gone);
        joiners.removeAll(gone);
        putters.removeIf(putter -> putter.session == gone);
        if (elementGrant != null && elementGrant.session() == gone) {
            revokeElementGrant();
        }
        var grant = grants.remove(gone);
        if (grant != null) {
            promised -= grant.unusedRoom();
        }
        gone.takeUndelivered(this).forEach(Runnable::run);
        int count = Objects.requireNonNullElse(undone.remove(gone), 0);
        if (count > 0) {
            lost += count;
            lostBy = gone.pid();
        }
        settle();
        settleJoiners();
    }
}
