package org.forkbook.multiprocessing.queue;

import java.nio.ByteBuffer;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.shm.CacheLine;
import org.jspecify.annotations.Nullable;

/** The client side of a {@link CreditGrant}: a buffer of prefetched elements, and credits for room in the queue. */
final class PrefetchBuffer {

    private volatile @Nullable CreditCounter room;
    private @Nullable CreditCounter credits; // guarded by this
    private ByteBuffer elements = PayloadCodec.NOTHING; // guarded by this
    private int credit; // the credit of the first element; guarded by this
    private int left; // guarded by this

    /** Whether this process knows the cache line of its credits. */
    boolean knowsLine() {
        return room != null;
    }

    /** Reads what {@link CreditGrant#grantElements} wrote. */
    synchronized void elementsGranted(ByteBuffer answer) {
        readLine(answer);
        var first = answer.getInt();
        // Another thread may have read a newer answer than this one. Of two grants only the newer one is valid.
        if (left == 0 || CreditCounter.distance(credit, first) < Integer.MAX_VALUE / 2) {
            credit = first;
            left = answer.getInt();
            elements = answer;
        }
    }

    /** Reads what {@link CreditGrant#grantRoom} wrote. */
    synchronized void roomGranted(ByteBuffer answer) {
        readLine(answer);
    }

    private void readLine(ByteBuffer answer) {
        if (answer.get() != 0) {
            var line = CacheLine.attach(PayloadCodec.takeLine(answer));
            credits = new CreditCounter(line, 0);
            room = new CreditCounter(line, 1);
        }
    }

    /**
     * Takes the next prefetched element; null if there is none, or its credit has been revoked.
     *
     * @param notifyBroker called if the broker must be notified
     */
    synchronized @Nullable ByteBuffer poll(Runnable notifyBroker) {
        var word = credits;
        if (left == 0 || word == null) {
            return null;
        }
        var use = word.use(credit);
        if (use == CreditCounter.Use.NONE) {
            left = 0;
            elements = PayloadCodec.NOTHING;
            return null;
        }
        credit = credit == Integer.MAX_VALUE ? 0 : credit + 1;
        left--;
        var element = PayloadCodec.takeBytes(elements);
        if (use == CreditCounter.Use.USED_AND_NOTIFY) {
            notifyBroker.run();
        }
        return element;
    }

    /** Uses a credit for room; false if there is none. */
    boolean useRoom() {
        var word = room;
        return word != null && word.useNext() != CreditCounter.Use.NONE;
    }
}
