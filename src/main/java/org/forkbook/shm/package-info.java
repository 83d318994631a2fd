/**
 * Memory that several processes see: segments, small cells within them, and names for them. It knows nothing of locks or
 * queues.
 *
 * <p>Start reading at {@link org.forkbook.shm.Segment}.
 */
@NullMarked
package org.forkbook.shm;

import org.jspecify.annotations.NullMarked;
