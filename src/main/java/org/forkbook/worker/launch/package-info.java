/**
 * The parent's side of a worker: the command that starts its JVM, the socket at which it is awaited, the pool of warm
 * workers, and what is said of one that has ended. Code here runs in the process that starts workers.
 *
 * <p>Start reading at {@link org.forkbook.worker.launch.Worker}.
 */
@NullMarked
package org.forkbook.worker.launch;

import org.jspecify.annotations.NullMarked;
