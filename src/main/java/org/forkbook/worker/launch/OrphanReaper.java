package org.forkbook.worker.launch;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.worker.agent.ProcessTree;

/**
 * The thread that ends what workers leave behind, so that nobody who waits for a worker waits for that: a look at all of
 * the system's processes, one for all workers that end at about the same time.
 */
final class OrphanReaper {
    /** What hasn't been looked for to the end. */
    private static final Queue<ProcessTree> LEFT = new ConcurrentLinkedQueue<>();

    private static final Semaphore NEW = new Semaphore(0);

    private OrphanReaper() {}

    /** The thread, there from the first worker's end on. */
    private static final class Started {
        static final Thread THREAD = ServiceThread.start(
                "forkbook-reaper", OrphanReaper::reap, FailureHandler.logging("The end of processes"));

        static {
            // A program may end right after its last worker.
            Runtime.getRuntime().addShutdownHook(new Thread(OrphanReaper::finish, "forkbook-reaper-end"));
        }
    }

    /** The first process of a tree has ended: what is left of the tree ends soon. */
    static void ended(ProcessTree tree) {
        if (!ProcessTree.showsMarks()) {
            return; // Nothing that is left can be found.
        }
        LEFT.add(tree);
        try {
            if (Started.THREAD.isAlive()) {
                NEW.release();
                return;
            }
        } catch (IllegalStateException | LinkageError | OutOfMemoryError e) {
            // This process is ending, or has no room for a thread.
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
        var trees = List.copyOf(LEFT);
        if (!trees.isEmpty()) {
            ProcessTree.endRest(trees);
            LEFT.removeAll(trees);
        }
    }
}
