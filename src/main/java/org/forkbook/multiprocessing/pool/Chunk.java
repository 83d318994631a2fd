package org.forkbook.multiprocessing.pool;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import org.forkbook.serialization.PinnableReference;
import org.jspecify.annotations.Nullable;

/** What a worker does in one go: one task, or some calls of a map's function. */
final class Chunk {
    final TaskSubmission submission;
    final long id;
    /** The index of its first call in the job. */
    final int from;

    final int count;
    /** The arguments of its calls; empty for a task without any. */
    final Object[] arguments;

    final String label;

    /** What stands in the arguments for objects of this process, as they were sent; kept until the chunk is over. */
    volatile List<PinnableReference> kept = List.of();

    volatile @Nullable Future<?> timer;
    int attempts; // guarded by the dispatcher
    Instant start = Instant.EPOCH; // guarded by the dispatcher

    Chunk(TaskSubmission submission, long id, int from, Object[] arguments, int count, String label) {
        this.submission = submission;
        this.id = id;
        this.from = from;
        this.arguments = arguments;
        this.count = count;
        this.label = label;
    }
}
