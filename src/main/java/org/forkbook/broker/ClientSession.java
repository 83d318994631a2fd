package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.util.List;

/** A process at the broker, as the broker sees it. */
public abstract class ClientSession {

    /** A message that is larger is confirmed by who receives it: it may be too large for that process. */
    static final int LARGE = 256 * 1024;

    private final int slot;
    private final long pid;
    private long lastDelivery;

    ClientSession(int slot, long pid) {
        this.slot = slot;
        this.pid = pid;
    }

    /** The number of this process at this broker. */
    public int slot() {
        return slot;
    }

    /** The process. */
    public long pid() {
        return pid;
    }

    /** Whether it is another process than the broker's own. */
    public boolean isRemote() {
        return true;
    }

    /** Answers a question; never waits. */
    public void answer(int call, int status, ByteBuffer... payload) {
        lastDelivery++;
        send(call, status, payload);
    }

    /**
     * Answers a question with something that must not be lost.
     *
     * @param owner the resource that answers
     * @param ifLost what it does, when it asks for {@link #takeUndelivered}, if the process dies before the answer has arrived
     */
    public void answer(int call, int status, SharedResource owner, Runnable ifLost, ByteBuffer... payload) {
        answer(call, status, payload);
        sent(owner, ifLost, lastDelivery);
    }

    /** Keeps what is to be done if an answer is lost. */
    void sent(SharedResource owner, Runnable ifLost, long delivery) {}

    /** Of a process that has gone: what a resource had to do for the answers that did not arrive, the latest first. */
    public List<Runnable> takeUndelivered(SharedResource owner) {
        return List.of();
    }

    /**
     * Runs something once all is here that this process had begun to say, with {@link BrokerClient#sendOneWayUnless}, by now; or at its end.
     */
    public void whenDrained(Runnable action) {
        action.run();
    }

    /** Confirms that a question was called off. */
    public void answerCancelled(int call) {
        answer(call, PendingCall.CANCELLED);
    }

    /** Says why a question can't be answered. */
    public void refuse(int call, String reason) {
        answer(call, PendingCall.REFUSED, PayloadCodec.ofString(reason));
    }

    abstract void send(int call, int status, ByteBuffer... payload);
}
