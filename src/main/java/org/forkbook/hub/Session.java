package org.forkbook.hub;

import java.nio.ByteBuffer;

/** A process at the hub, as the hub sees it. */
public abstract class Session {

    private final int slot;
    private final long pid;
    private int lastDelivery;

    Session(int slot, long pid) {
        this.slot = slot;
        this.pid = pid;
    }

    /** The number of this process at this hub. */
    public int slot() {
        return slot;
    }

    /** The process. */
    public long pid() {
        return pid;
    }

    /** Answers a question; never waits. */
    public void answer(int call, int status, ByteBuffer... payload) {
        lastDelivery++;
        send(call, status, payload);
    }

    /** Confirms that a question was called off. */
    public void answerCancelled(int call) {
        answer(call, Call.CANCELLED);
    }

    /** Says why a question can't be answered. */
    public void refuse(int call, String reason) {
        answer(call, Call.REFUSED, Wire.ofString(reason));
    }

    abstract void send(int call, int status, ByteBuffer... payload);

    /** The number of the last answer that was sent. */
    public int lastDelivery() {
        return lastDelivery;
    }

    /** The number of the last answer that has arrived: what was sent later is lost if the process is lost. */
    public abstract int lastArrival();
}
