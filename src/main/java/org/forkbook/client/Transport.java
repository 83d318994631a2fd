package org.forkbook.client;

import java.util.List;
import java.util.function.BiConsumer;
import org.forkbook.client.KernelClient.Channel;

/** Transport of frames over the channels of one kernel. Used by one thread only. */
public interface Transport extends AutoCloseable {

    /** Sends the frames of one message; returns at once, whether the other side reads them or not. */
    void send(Channel channel, List<byte[]> frames);

    /**
     * Waits until something has arrived, the kernel has ended, or time is up.
     *
     * @param millis how long at most; -1 for no limit
     * @return whether the kernel has ended, or the connection is lost
     */
    boolean await(long millis) throws InterruptedException;

    /** Delivers what has arrived, message by message; doesn't wait. */
    void receive(BiConsumer<Channel, List<byte[]>> receiver);

    /** Closes the connections; returns after a few seconds at most. */
    @Override
    void close();
}
