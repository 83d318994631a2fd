package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;

/** A client stub for a broker, in this process or in another one. */
public interface BrokerClient {

    /** The number by which the broker knows this process; never reused for another one. */
    int slot();

    /** The broker's process. */
    long pid();

    /**
     * Sends a request. The answer may take any time.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    PendingCall call(long resource, int operation, ByteBuffer... payload);

    /**
     * Sends a message that has no answer. Messages and requests of one process arrive in the order in which they were
     * sent. If the broker is on another machine, this waits until the message has been handled.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void sendOneWay(long resource, int operation, ByteBuffer... payload);

    /**
     * Sends a one-way message unless that has been forbidden meanwhile. Whoever forbids it can wait for all messages
     * begun earlier, by {@link ClientSession#whenDrained}.
     *
     * <p>Only for a broker of this machine.
     *
     * @param forbidden evaluated after the message has been counted as begun
     * @return whether it was sent
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    boolean sendOneWayUnless(BooleanSupplier forbidden, long resource, int operation, ByteBuffer... payload);

    /**
     * Adds a reference to a resource, which exists until {@link #release} has been called as often. Does not wait:
     * another process must hold the resource until this returns.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void hold(long resource);

    /**
     * As {@link #hold}, for a resource that may have been removed already; waits for the broker's answer.
     *
     * @throws IllegalStateException if it has been removed
     */
    void claim(long resource);

    /**
     * Drops a reference to a resource.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void release(long resource);

    /**
     * Keeps a resource, which this process holds, for as long as the broker runs.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void pin(long resource);
}
