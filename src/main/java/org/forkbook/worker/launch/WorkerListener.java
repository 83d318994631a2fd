package org.forkbook.worker.launch;

import org.forkbook.worker.protocol.WorkerMessage;

/**
 * What the owner of a worker hears of it, in order, on the worker's own thread in the parent: while one of these methods
 * runs, nothing more is read from this worker.
 */
public interface WorkerListener {

    /** The worker has come up and takes tasks. */
    default void connected() {}

    /** A task ended well. */
    default void returned(WorkerMessage.Returned message) {}

    /** A task failed. */
    default void threw(WorkerMessage.Threw message) {}

    /** A task printed text. */
    void printed(long task, boolean error, String text);

    /** A task displays a rich value. */
    void displayed(WorkerMessage.Displayed message);

    /** The process has ended, and all that it sent has been delivered. */
    void exited(WorkerExit exit);
}
