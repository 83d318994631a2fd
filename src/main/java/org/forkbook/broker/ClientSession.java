package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.util.List;

/** The broker's view of one client process. */
public abstract class ClientSession {

    /** Above this size, the receiver confirms a message explicitly: it may be too large for that process's heap. */
    static final int LARGE = 256 * 1024;

    private final int slot;
    private final long pid;
    private long lastDelivery;

    ClientSession(int slot, long pid) {
        this.slot = slot;
        this.pid = pid;
    }

    /** The number of this client at this broker. */
    public int slot() {
        return slot;
    }

    /** The client's process. */
    public long pid() {
        return pid;
    }

    /** Whether the client is in another process than the broker. */
    public boolean isRemote() {
        return true;
    }

    /** Whether the client has shared memory with the broker: not if it is on another machine. */
    public boolean sharesMemory() {
        return true;
    }

    /** Answers a request; never waits. */
    public void answer(int call, int status, ByteBuffer... payload) {
        lastDelivery++;
        send(call, status, payload);
    }

    /**
     * Answers a request with something that must not be lost, such as an element of a queue.
     *
     * @param owner the resource that answers
     * @param ifLost undoes the answer; {@link #takeUndelivered} hands it out if the process dies before the answer
     *     has arrived
     */
    public void answer(int call, int status, SharedResource owner, Runnable ifLost, ByteBuffer... payload) {
        answer(call, status, payload);
        sent(owner, ifLost, lastDelivery);
    }

    /** Keeps the undo action of an answer until the answer has arrived. */
    void sent(SharedResource owner, Runnable ifLost, long delivery) {}

    /** The undo actions of a resource's answers that did not reach this process, which has ended; the latest first. */
    public List<Runnable> takeUndelivered(SharedResource owner) {
        return List.of();
    }

    /**
     * Runs an action once every message has arrived that this process had begun to send, by {@link
     * BrokerClient#sendOneWayUnless}, before this call; or when the process ends.
     */
    public void whenDrained(Runnable action) {
        action.run();
    }

    /** Confirms that a request was cancelled. */
    public void answerCancelled(int call) {
        answer(call, PendingCall.CANCELLED);
    }

    /** Refuses a request, with the reason. */
    public void refuse(int call, String reason) {
        answer(call, PendingCall.REFUSED, PayloadCodec.ofString(reason));
    }

    abstract void send(int call, int status, ByteBuffer... payload);
}
