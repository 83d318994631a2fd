package org.forkbook.hub;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** The way from this process to a hub: its own or another process's. */
public interface Way {

    /** The number under which the hub knows this process; never used again for another one. */
    int slot();

    /** The process that the hub is in. */
    long pid();

    /**
     * Asks for something that may take its time.
     *
     * @throws OwnerGoneException if the hub's process has ended
     */
    Call ask(long resource, int operation, ByteBuffer... payload);

    /**
     * Says something that has no answer. What one process says arrives in the order in which it was said and asked.
     *
     * @throws OwnerGoneException if the hub's process has ended
     */
    void tell(long resource, int operation, ByteBuffer... payload);

    /**
     * Says something unless that has been forbidden meanwhile: whoever forbids it can wait for all that was begun before, by
     * {@link Session#whenHeard}.
     *
     * @param forbidden asked when what is said counts as begun
     * @return whether it was said
     * @throws OwnerGoneException if the hub's process has ended
     */
    boolean tellUnless(BooleanSupplier forbidden, long resource, int operation, ByteBuffer... payload);

    /**
     * Says that this process has a resource, which stays until it has said {@link #release} as often. Does not wait: the
     * resource must be held by somebody else until this returns.
     *
     * @throws OwnerGoneException if the hub's process has ended
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
     * @throws OwnerGoneException if the hub's process has ended
     */
    void release(long resource);

    /**
     * Makes a resource, which this process has, stay as long as the hub does.
     *
     * @throws OwnerGoneException if the hub's process has ended
     */
    void pin(long resource);
}
