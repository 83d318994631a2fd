package org.forkbook.broker;

import java.nio.ByteBuffer;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.forkbook.service.Deadline;
import org.forkbook.service.Uninterruptibles;
import org.jspecify.annotations.Nullable;

/** A request to a broker that may not have been answered yet. */
public abstract class PendingCall {

    /**
     * How long the broker may take to confirm a cancellation. It never waits for a peer, so a broker that takes
     * longer is stopped.
     */
    private static final long CONFIRM_NANOS = 5_000_000_000L;

    private volatile @Nullable Answer answer;

    /** The broker's answer. */
    public static final class Answer {
        private final int status;
        private final ByteBuffer payload;

        Answer(int status, ByteBuffer payload) {
            this.status = status;
            this.payload = payload;
        }

        /** The status, whose meaning the resource defines; 0 if there is nothing to tell. */
        public int status() {
            return status;
        }

        /** The rest of the answer. */
        public ByteBuffer payload() {
            return payload;
        }
    }

    /** The status of a cancelled wait. */
    static final int CANCELLED = -1;

    /** The status of a request that the broker refused; the payload is the reason. */
    static final int REFUSED = -2;

    /**
     * The status of an answer that was too large for this process. It is set on this side; the payload is the
     * message.
     */
    static final int TOO_LARGE = -3;

    @Nullable
    Answer answer() {
        return answer;
    }

    void answer(Answer given) {
        answer = given;
    }

    /**
     * Waits for the answer.
     *
     * <p>When the deadline passes or the thread is interrupted, the request is cancelled. An answer given before the
     * cancellation counts: a granted lock is not lost, nor is an element that was taken. An interrupt is then left
     * for the caller's next wait.
     *
     * @return null if the deadline passed first
     * @throws InterruptedException if the thread was interrupted first
     * @throws OwnerProcessDiedException if the broker's process ends
     */
    public @Nullable Answer await(Deadline deadline) throws InterruptedException {
        InterruptedException interrupted = null;
        try {
            if (awaitAnswer(deadline)) {
                return checked();
            }
        } catch (InterruptedException e) {
            interrupted = e;
        }
        cancel();
        var known = confirm() || !abandon();
        if (known && answer != null && answer.status != CANCELLED) {
            if (interrupted != null) {
                Thread.currentThread().interrupt();
            }
            return checked();
        }
        if (interrupted != null) {
            throw interrupted;
        }
        return null;
    }

    /** Waits for an answer that the broker gives at once; an interrupt is deferred. */
    public Answer get() {
        Uninterruptibles.get(() -> awaitAnswer(Deadline.NEVER));
        return checked();
    }

    private Answer checked() {
        var given = answer;
        if (given == null) {
            throw new AssertionError("no answer");
        }
        if (given.status == REFUSED || given.status == TOO_LARGE) {
            throw new IllegalStateException(PayloadCodec.takeString(given.payload));
        }
        return given;
    }

    private boolean confirm() {
        var deadline = Deadline.inNanos(CONFIRM_NANOS);
        return Uninterruptibles.get(() -> awaitAnswer(deadline));
    }

    /** Waits for the answer; false if the deadline passes first. */
    abstract boolean awaitAnswer(Deadline deadline) throws InterruptedException;

    /** Asks the broker to answer now, with {@link #CANCELLED} if it has no other answer. */
    abstract void cancel();

    /** Has a late answer returned to the resource that gave it; false if the answer has just arrived. */
    abstract boolean abandon();
}
