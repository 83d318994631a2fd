/**
 * The protocol between a parent and its worker: the messages and their codec. Code here runs in both processes.
 *
 * <p>Start reading at {@link org.forkbook.worker.protocol.WorkerMessage}.
 */
@NullMarked
package org.forkbook.worker.protocol;

import org.jspecify.annotations.NullMarked;
