/**
 * What a parent and its worker say to each other: the messages and their codec. Both sides run this code.
 *
 * <p>Start reading at {@link org.forkbook.worker.protocol.WorkerMessage}.
 */
@NullMarked
package org.forkbook.worker.protocol;

import org.jspecify.annotations.NullMarked;
