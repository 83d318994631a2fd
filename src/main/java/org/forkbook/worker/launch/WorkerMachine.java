package org.forkbook.worker.launch;

import java.io.IOException;
import java.util.function.Consumer;
import org.forkbook.transport.FrameChannel;

/** A machine on which worker processes can be started: this one, or a node of a cluster. */
@FunctionalInterface
public interface WorkerMachine {

    /**
     * Starts a worker process, which waits for the rest of its start-up lines.
     *
     * @param arrived receives the worker's channel, on a thread of its own, and returns at its end
     * @throws IOException if the process can't be started
     */
    WorkerLaunch launch(WorkerOptions options, Consumer<FrameChannel> arrived) throws IOException;
}
