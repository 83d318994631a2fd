package org.forkbook.multiprocessing.queue;

import java.nio.ByteBuffer;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.shm.CacheLine;
import org.jspecify.annotations.Nullable;

/** What this process has of a queue in advance: elements that came before they were asked for, and room for some. */
final class PrefetchBuffer {

    private volatile @Nullable CreditCounter room;
    private @Nullable CreditCounter credits; // guarded by this
    private ByteBuffer elements = PayloadCodec.NOTHING; // guarded by this
    private int ticket; // of the first of them; guarded by this
    private int left; // guarded by this

    /** Whether this process knows where its tickets are. */
    boolean knowsCell() {
        return room != null;
    }

    /** Reads what {@link CreditGrant#lend} wrote. */
    synchronized void elementsCame(ByteBuffer answer) {
        readCell(answer);
        var first = answer.getInt();
        // Another thread's answer may be newer than this one. Of two loans only the newer one is good.
        if (left == 0 || CreditCounter.distance(ticket, first) < Integer.MAX_VALUE / 2) {
            ticket = first;
            left = answer.getInt();
            elements = answer;
        }
    }

    /** Reads what {@link CreditGrant#giveRoom} wrote. */
    synchronized void roomCame(ByteBuffer answer) {
        readCell(answer);
    }

    private void readCell(ByteBuffer answer) {
        if (answer.get() != 0) {
            var line = CacheLine.attach(PayloadCodec.takeLine(answer));
            credits = new CreditCounter(line, 0);
            room = new CreditCounter(line, 1);
        }
    }

    /**
     * Takes the next element that is here; null if there is none, or it has been given to somebody else since.
     *
     * @param tellBroker called if the broker wants to know
     */
    synchronized @Nullable ByteBuffer poll(Runnable tellBroker) {
        var word = credits;
        if (left == 0 || word == null) {
            return null;
        }
        var use = word.use(ticket);
        if (use == CreditCounter.Use.NONE) {
            left = 0;
            elements = PayloadCodec.NOTHING;
            return null;
        }
        ticket = ticket == Integer.MAX_VALUE ? 0 : ticket + 1;
        left--;
        var element = CreditGrant.asked(elements);
        if (use == CreditCounter.Use.USED_AND_TELL) {
            tellBroker.run();
        }
        return element;
    }

    /** Uses some of the room that was given; false if there is none. */
    boolean useRoom() {
        var word = room;
        return word != null && word.useNext() != CreditCounter.Use.NONE;
    }
}
