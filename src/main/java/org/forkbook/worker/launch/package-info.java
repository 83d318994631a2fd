/**
 * The parent's side of a worker: the command that starts its JVM, the socket to which it connects, the pool of warm
 * workers, and the exit status. Code here runs in the process that starts workers.
 *
 * <p>Start reading at {@link org.forkbook.worker.launch.Worker}.
 */
@NullMarked
package org.forkbook.worker.launch;

import org.jspecify.annotations.NullMarked;
