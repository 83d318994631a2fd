package org.forkbook.multiprocessing.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.multiprocessing.queue.QueueResource.Element;
import org.forkbook.serialization.ByteArrayBuilder;
import org.forkbook.shm.CacheLine;

/**
 * The credits that a queue's broker has granted one client process, in credit-based flow control: elements that it
 * may take, and room that it may fill, without asking.
 *
 * <p>A granted element stays the broker's until its credit is used. So a process that is busy or has died never holds
 * up an element: the broker revokes the credit, and the element is at the head of the queue again, as soon as any
 * other process asks for one.
 */
final class CreditGrant {

    private static final int MOST_ELEMENTS = 256;
    private static final int MOST_ROOM = 256;
    /** Larger elements aren't worth sending twice. */
    private static final int MOST_BYTES = 64 * 1024;

    private final ClientSession session;
    private final CacheLine line = CacheLine.allocate();
    private final CreditCounter elementCredits = new CreditCounter(line, 0);
    private final CreditCounter roomCredits = new CreditCounter(line, 1);

    /** The granted elements that had not been taken at the latest count. */
    private final Deque<Element> granted = new ArrayDeque<>();

    private int counted; // the element credit up to which uses have been counted
    private int size = 1; // how many elements to grant next
    private int room; // granted, and not yet filled by an element

    CreditGrant(ClientSession session) {
        this.session = session;
    }

    ClientSession session() {
        return session;
    }

    /** The number of granted elements that have not been taken. */
    int unused() {
        return elementCredits.left();
    }

    /** Grants elements from the head of a queue, and writes them for {@link PrefetchBuffer}. */
    void grantElements(Deque<Element> from, boolean knowsLine, ByteArrayBuilder out) {
        writeLine(knowsLine, out);
        out.putInt(elementCredits.next());
        var bytes = 0L;
        while (granted.size() < size && !from.isEmpty()) {
            bytes += from.element().bytes().remaining();
            if (bytes > MOST_BYTES) {
                break;
            }
            granted.add(from.remove());
        }
        out.putInt(granted.size());
        for (var element : granted) {
            out.putSized(element.bytes());
        }
        elementCredits.add(granted.size());
    }

    private void writeLine(boolean known, ByteArrayBuilder out) {
        out.write(known ? 0 : 1);
        if (!known) {
            out.put(PayloadCodec.ofLine(line.reference()));
        }
    }

    /** The number of elements taken since the last call. */
    int countTaken() {
        return countTaken(elementCredits.next());
    }

    private int countTaken(int next) {
        var taken = CreditCounter.distance(counted, next);
        counted = next;
        for (var i = 0; i < taken; i++) {
            granted.remove();
        }
        return taken;
    }

    /**
     * Revokes the unused credits, and returns their elements to the head of a queue; returns the number of elements
     * that have been taken.
     */
    int revoke(Deque<Element> to) {
        var before = granted.size();
        var taken = countTaken(elementCredits.revoke());
        counted = elementCredits.next();
        if (granted.isEmpty()) {
            size = Math.min(2 * size, MOST_ELEMENTS);
        } else if (granted.size() > before / 2) {
            size = Math.max(size / 2, 1);
        }
        while (!granted.isEmpty()) {
            to.addFirst(granted.removeLast());
        }
        return taken;
    }

    /** Has the client notify the broker when it takes the next element. */
    void requestNotification() {
        elementCredits.requestNotification();
    }

    /** Grants a part of the free room, and writes the grant; returns its size. */
    int grantRoom(int free, boolean knowsLine, ByteArrayBuilder out) {
        var given = Math.min(free / 2, MOST_ROOM);
        if (given > 0) {
            writeLine(knowsLine, out);
            room += given;
            roomCredits.add(given);
        }
        return given;
    }

    /** An element has arrived that fills granted room. */
    void roomFilled() {
        room--;
    }

    /** Revokes room that has not been used; returns its size. */
    int revokeRoom() {
        var end = roomCredits.left();
        var before = roomCredits.revoke();
        var back = CreditCounter.distance(before, roomCredits.next());
        assert back <= end;
        room -= back;
        return back;
    }

    /** The room that the client had and didn't fill; called when its process has ended. */
    int unusedRoom() {
        return room;
    }
}
