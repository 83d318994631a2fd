package org.forkbook.multiprocessing.pool;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import org.forkbook.serialization.PinnableReference;
import org.jspecify.annotations.Nullable;

/** The unit of work that is handed to a worker: one task, or some calls of a map's function. */
final class Chunk {
    final TaskSubmission submission;
    final long id;
    /** The index of its first call in the submission. */
    final int from;

    final int count;
    /** The arguments of its calls; empty for a task without any. */
    final Object[] arguments;

    final String label;

    /** The references to objects of this process that were sent with the arguments; kept until the chunk is over. */
    volatile List<PinnableReference> kept = List.of();

    volatile @Nullable Future<?> timer;
    int attempts; // guarded by the scheduler's lock
    Instant start = Instant.EPOCH; // guarded by the scheduler's lock

    Chunk(TaskSubmission submission, long id, int from, Object[] arguments, int count, String label) {
        this.submission = submission;
        this.id = id;
        this.from = from;
        this.arguments = arguments;
        this.count = count;
        this.label = label;
    }
}
