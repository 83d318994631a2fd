/**
 * A {@link java.util.concurrent.BlockingQueue} between processes. Its elements are in the process that created it.
 * Other processes use it by credit-based flow control, the scheme of AMQP and of Reactive Streams:
 *
 * <pre>
 *   process that uses the queue             process that created it
 *   ---------------------------             --------------------------------------
 *   put  -- takes a credit of room -------&gt; QueueResource: elements, waiters
 *   take &lt;-- PrefetchBuffer &lt;-- elements -- CreditGrant: what one client may use without asking
 *              CreditCounter, in memory that both share
 * </pre>
 *
 * <p>Start reading at {@link org.forkbook.multiprocessing.queue.ProcessQueue}, then at {@code QueueResource}.
 */
@NullMarked
package org.forkbook.multiprocessing.queue;

import org.jspecify.annotations.NullMarked;
