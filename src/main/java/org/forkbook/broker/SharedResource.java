package org.forkbook.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Something that processes wait for at a broker: what is known of a lock, a queue, a barrier.
 *
 * <p>Every method is called while the broker's lock is held and must not wait, nor call code of users.
 */
public abstract class SharedResource {

    /**
     * Somebody asks or tells something.
     *
     * @param call the number of the question, to answer it by; 0 when no answer is expected
     */
    protected abstract void handle(ClientSession from, int call, int operation, ByteBuffer payload);

    /** Somebody no longer waits for the answer to a question: answer it, if that has not been done. */
    protected abstract void cancel(ClientSession from, int call);

    /**
     * A process has gone.
     *
     * @param killed whether it went without saying goodbye
     */
    protected abstract void clientClosed(ClientSession gone, boolean killed);

    /** An answer came too late and was not used. */
    protected void returnUndelivered(ClientSession from, int status, ByteBuffer payload) {}

    /**
     * An answer that must not be lost was too large for the process that asked.
     *
     * @param undo what takes the answer back
     */
    protected void notTaken(Runnable undo) {
        undo.run();
    }

    /** A socket has come that carries data of this resource's own; it is in non-blocking mode, and the resource's to close. */
    protected void connected(int end, long pid, SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody was expected there.
        }
    }
}
