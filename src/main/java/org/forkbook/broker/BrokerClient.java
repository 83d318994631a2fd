package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.forkbook.multiprocessing.errors.OwnerProcessDiedException;

/** The way from this process to a broker: its own or another process's. */
public interface BrokerClient {

    /** The number under which the broker knows this process; never used again for another one. */
    int slot();

    /** The process that the broker is in. */
    long pid();

    /**
     * Asks for something that may take its time.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    PendingCall call(long resource, int operation, ByteBuffer... payload);

    /**
     * Says something that has no answer. What one process says arrives in the order in which it was said and asked.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void sendOneWay(long resource, int operation, ByteBuffer... payload);

    /**
     * Says something unless that has been forbidden meanwhile: whoever forbids it can wait for all that was begun before, by
     * {@link ClientSession#whenDrained}.
     *
     * @param forbidden asked when what is said counts as begun
     * @return whether it was said
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    boolean sendOneWayUnless(BooleanSupplier forbidden, long resource, int operation, ByteBuffer... payload);

    /**
     * Says that this process has a resource, which stays until it has said {@link #release} as often. Does not wait: the
     * resource must be held by somebody else until this returns.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void hold(long resource);

    /**
     * As {@link #hold}, for a resource of which nobody knows whether it is still there.
     *
     * @throws IllegalStateException if it isn't
     */
    void claim(long resource);

    /**
     * Says that this process no longer has a resource.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void release(long resource);

    /**
     * Makes a resource, which this process has, stay as long as the broker does.
     *
     * @throws OwnerProcessDiedException if the broker's process has ended
     */
    void pin(long resource);
}
