package org.forkbook.worker.launch;

import org.forkbook.worker.protocol.WorkerMessage;

/**
 * A callback for the events of one worker, in the parent. Its methods are called in order, on the thread that reads
 * the worker's messages: while one of them runs, nothing more is read from this worker.
 */
public interface WorkerListener {

    /** The worker has connected and accepts tasks. */
    default void connected() {}

    /** A task completed normally. */
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
