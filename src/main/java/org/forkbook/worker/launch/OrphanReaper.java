package org.forkbook.worker.launch;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.ShutdownSequence;
import org.forkbook.worker.agent.ProcessTree;

/**
 * A background thread of the parent that kills the processes that workers leave behind, so that nobody who waits for
 * a worker waits for that. It scans all of the system's processes, once for all workers that end at about the same
 * time.
 */
final class OrphanReaper {
    /** Trees whose search has not completed. */
    private static final Queue<ProcessTree> PENDING = new ConcurrentLinkedQueue<>();

    private static final Semaphore NEW = new Semaphore(0);

    private OrphanReaper() {}

    /** The thread, started when the first worker ends. */
    private static final class Started {
        static final Thread THREAD = ServiceThread.start(
                "forkbook-reaper", OrphanReaper::reap, FailureHandler.logging("The end of processes"));

        static {
            // A program may exit right after its last worker.
            ShutdownSequence.add(ShutdownSequence.Step.END_PROCESSES, OrphanReaper::finish);
        }
    }

    /** Schedules the killing of a tree whose root has ended. */
    static void ended(ProcessTree tree) {
        if (!ProcessTree.showsMarks()) {
            return; // The remaining processes can't be found.
        }
        PENDING.add(tree);
        try {
            if (Started.THREAD.isAlive()) {
                NEW.release();
                return;
            }
        } catch (IllegalStateException | LinkageError | OutOfMemoryError e) {
            // This process is exiting, or has no memory for a thread.
        }
        finish();
    }

    private static boolean reap() throws InterruptedException {
        NEW.acquire();
        NEW.drainPermits();
        finish();
        return true;
    }

    private static void finish() {
        var trees = List.copyOf(PENDING);
        if (!trees.isEmpty()) {
            ProcessTree.endRest(trees);
            PENDING.removeAll(trees);
        }
    }
}
