package org.forkbook.client;

import java.util.List;
import java.util.function.BiConsumer;
import org.forkbook.client.KernelClient.Channel;

/** The connections to one kernel's channels, which carry frames of bytes. Used by one thread only. */
public interface Transport extends AutoCloseable {

    /** Sends the frames of one message; returns at once, whether the other side takes them or not. */
    void send(Channel channel, List<byte[]> frames);

    /**
     * Waits until something has arrived, the kernel has ended, or time is up.
     *
     * @param millis how long at most; -1 for ever
     * @return whether the kernel has ended, or can't be heard any more
     */
    boolean await(long millis) throws InterruptedException;

    /** Hands over what has arrived, message by message; doesn't wait. */
    void receive(BiConsumer<Channel, List<byte[]>> receiver);

    /** Ends the connections; returns after a few seconds at most. */
    @Override
    void close();
}
