/**
 * The worker's side: the main class of a worker JVM, its loop of tasks, its output. Code here runs in the worker, and
 * does not depend on how workers are started.
 *
 * <p>Start reading at {@link org.forkbook.worker.agent.WorkerMain}.
 */
@NullMarked
package org.forkbook.worker.agent;

import org.jspecify.annotations.NullMarked;
