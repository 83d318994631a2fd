/**
 * Shared memory: segments, cache lines allocated within them, and names for segments. It knows nothing of locks or
 * queues.
 *
 * <p>Start reading at {@link org.forkbook.shm.Segment}.
 */
@NullMarked
package org.forkbook.shm;

import org.jspecify.annotations.NullMarked;
