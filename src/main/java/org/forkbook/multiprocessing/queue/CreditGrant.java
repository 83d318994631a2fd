package org.forkbook.multiprocessing.queue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.forkbook.broker.ClientSession;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.multiprocessing.internal.ByteArrayBuilder;
import org.forkbook.multiprocessing.queue.QueueResource.Element;
import org.forkbook.shm.CacheLine;

/**
 * What a queue's broker has given a process in advance: elements that it may take, and room that it may put elements into,
 * without asking.
 *
 * <p>What was lent stays the broker's until its ticket is used. So an element is never held up in a process that is busy or has
 * died: it goes back to the head of the queue as soon as anybody else asks for one.
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

    /** What was lent and had not been taken when that was last looked at. */
    private final Deque<Element> lent = new ArrayDeque<>();

    private int counted; // the element ticket up to which uses have been counted
    private int size = 1; // how many to lend next
    private int room; // given, and no element has come for it yet

    CreditGrant(ClientSession session) {
        this.session = session;
    }

    ClientSession session() {
        return session;
    }

    /** How many elements are lent and not taken. */
    int unused() {
        return elementCredits.left();
    }

    /** Lends elements from the head of a queue, and writes them; what {@link PrefetchBuffer} reads. */
    void lend(Deque<Element> from, boolean knowsCell, ByteArrayBuilder out) {
        writeCell(knowsCell, out);
        out.putInt(elementCredits.next());
        var bytes = 0L;
        while (lent.size() < size && !from.isEmpty()) {
            bytes += from.element().bytes().remaining();
            if (bytes > MOST_BYTES) {
                break;
            }
            lent.add(from.remove());
        }
        out.putInt(lent.size());
        for (var element : lent) {
            out.putInt(element.bytes().remaining());
            out.put(element.bytes());
        }
        elementCredits.add(lent.size());
    }

    private void writeCell(boolean known, ByteArrayBuilder out) {
        out.putByte((byte) (known ? 0 : 1));
        if (!known) {
            out.put(PayloadCodec.ofLine(line.reference()));
        }
    }

    /** How many elements have been taken since this was last asked. */
    int countTaken() {
        return countTaken(elementCredits.next());
    }

    private int countTaken(int next) {
        var taken = CreditCounter.distance(counted, next);
        counted = next;
        for (var i = 0; i < taken; i++) {
            lent.remove();
        }
        return taken;
    }

    /** Puts what has not been taken back at a queue's head; how many elements have been taken. */
    int takeBack(Deque<Element> to) {
        var before = lent.size();
        var taken = countTaken(elementCredits.takeBack());
        counted = elementCredits.next();
        if (lent.isEmpty()) {
            size = Math.min(2 * size, MOST_ELEMENTS);
        } else if (lent.size() > before / 2) {
            size = Math.max(size / 2, 1);
        }
        while (!lent.isEmpty()) {
            to.addFirst(lent.removeLast());
        }
        return taken;
    }

    /** Has the process tell when it takes the next element. */
    void askToTell() {
        elementCredits.askToTell();
    }

    /** Gives room for some of so many elements, and writes how; how much it was. */
    int giveRoom(int free, boolean knowsCell, ByteArrayBuilder out) {
        var given = Math.min(free / 2, MOST_ROOM);
        if (given > 0) {
            writeCell(knowsCell, out);
            room += given;
            roomCredits.add(given);
        }
        return given;
    }

    /** An element has come for which there was room. */
    void roomTaken() {
        room--;
    }

    /** Takes room back that nobody is going to fill; how much it was. */
    int takeRoomBack() {
        var end = roomCredits.left();
        var before = roomCredits.takeBack();
        var back = CreditCounter.distance(before, roomCredits.next());
        assert back <= end;
        room -= back;
        return back;
    }

    /** The process has gone: all of the room that it had and didn't fill. */
    int roomLeft() {
        return room;
    }

    /** The element that was asked for, in an answer that lends others too. */
    static ByteBuffer asked(ByteBuffer answer) {
        var size = answer.getInt();
        var bytes = answer.slice(answer.position(), size);
        answer.position(answer.position() + size);
        return bytes;
    }
}
