package org.forkbook.broker;

import java.nio.ByteBuffer;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;
import org.jspecify.annotations.Nullable;

/** A question that was asked of a broker, and its answer when it has come. */
public abstract class PendingCall {

    /** How long the broker may take to confirm that a wait is over. It never waits itself, so that this is a stopped process. */
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

        /** What the answer is: a number that the resource gave, 0 if it had nothing to tell. */
        public int status() {
            return status;
        }

        /** What the resource added. */
        public ByteBuffer payload() {
            return payload;
        }
    }

    /** The status of a wait that was called off. */
    static final int CANCELLED = -1;

    /** The status of a question that the broker could not answer; the payload says why. */
    static final int REFUSED = -2;

    /** The status of an answer that was too large for this process; made here, and the payload says so. */
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
     * <p>When the deadline comes or the thread is interrupted the question is called off. If the answer had been given by
     * then it is what counts: a lock that was granted is not lost, nor is an element that was taken; an interrupt is then
     * left for the caller's next wait.
     *
     * @return null if the deadline came first
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

    /** Waits for an answer that the broker gives at once; an interrupt is kept for later. */
    public Answer get() {
        var interrupted = false;
        try {
            while (true) {
                try {
                    awaitAnswer(Deadline.NEVER);
                    return checked();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
        var interrupted = false;
        var deadline = Deadline.inNanos(CONFIRM_NANOS);
        try {
            while (true) {
                try {
                    return awaitAnswer(deadline);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits; false if the deadline comes first. */
    abstract boolean awaitAnswer(Deadline deadline) throws InterruptedException;

    /** Asks the broker to answer now, with {@link #CANCELLED} if it has nothing better. */
    abstract void cancel();

    /** Makes that an answer which comes after all goes back to where it was; false if it has just come. */
    abstract boolean abandon();
}
