package org.forkbook.multiprocessing.pool;

import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.multiprocessing.internal.Hints;
import org.forkbook.serialization.Destination;
import org.jspecify.annotations.Nullable;

/** The serialization of what is submitted to a pool whose workers are processes. */
final class PackedTask {

    private PackedTask() {}

    /** @param destination the machine of the workers; null for this one */
    static void prepare(TaskSubmission submission, @Nullable Destination destination) {
        var capsule = Capsules.writer().to(destination).packTask(submission.target, !submission.awaited);
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
