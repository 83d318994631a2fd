package org.forkbook.multiprocessing.pool;

import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.multiprocessing.internal.Hints;

/** The serialization of what is submitted to a pool whose workers are processes. */
final class PackedTask {

    private PackedTask() {}

    static void prepare(TaskSubmission submission) {
        var capsule = Capsules.writer().packTask(submission.target, !submission.awaited);
        submission.capsule = capsule;
        if (capsule.holdsRandom()) {
            Hints.once(
                    Frontend.current(),
                    submission.output,
                    "random",
                    "a task has captured a java.util.Random. Each call works on a copy of its current state, so several"
                            + " workers get the same numbers. Create one inside the task, with its own seed, such as"
                            + " new Random(seed + n), or use ThreadLocalRandom.current().");
        }
    }
}
