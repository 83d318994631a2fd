package org.forkbook.hub;

import java.nio.ByteBuffer;

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
}
