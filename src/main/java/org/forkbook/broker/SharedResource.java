package org.forkbook.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The server side of one shared object, such as a lock, a queue or a barrier: its state at a broker.
 *
 * <p>Every method is called with the broker's lock held. It must not block, nor call users' code.
 */
public abstract class SharedResource {

    /**
     * Handles a request or a one-way message.
     *
     * @param call the number by which a request is answered; 0 for a one-way message
     */
    protected abstract void handle(ClientSession from, int call, int operation, ByteBuffer payload);

    /** Cancels a request: its process no longer waits. Answers it, unless that has been done. */
    protected abstract void cancel(ClientSession from, int call);

    /**
     * A client process has ended.
     *
     * @param killed whether it ended without announcing it
     */
    protected abstract void clientClosed(ClientSession gone, boolean killed);

    /** Takes back an answer that came too late and was not used. */
    protected void returnUndelivered(ClientSession from, int status, ByteBuffer payload) {}

    /**
     * Takes back an answer that must not be lost, and that was too large for its receiver.
     *
     * @param undo undoes the answer
     */
    protected void notTaken(Runnable undo) {
        undo.run();
    }

    /**
     * Takes over a separate socket for this resource's data; it is in non-blocking mode, and the resource has to
     * close it.
     */
    protected void connected(int end, long pid, SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // No connection was expected.
        }
    }
}
