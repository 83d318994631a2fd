package org.forkbook.worker;

/**
 * What the owner of a worker hears of it, in order, on the worker's own thread in the parent: while one of these methods
 * runs, nothing more is read from this worker.
 */
public interface WorkerListener {

    /** The worker has come up and takes tasks. */
    default void connected() {}

    /** A task ended well. */
    default void returned(Message.Returned message) {}

    /** A task failed. */
    default void threw(Message.Threw message) {}

    /** A task printed text. */
    void printed(long task, boolean error, String text);

    /** A task displays a rich value. */
    void displayed(Message.Displayed message);

    /** The process has ended, and all that it sent has been delivered. */
    void exited(WorkerExit exit);
}
