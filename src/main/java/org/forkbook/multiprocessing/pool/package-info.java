/**
 * Pools of workers: {@link org.forkbook.multiprocessing.pool.ProcessPool} in processes, {@link
 * org.forkbook.multiprocessing.pool.ThreadPool} in threads, both an {@link java.util.concurrent.ExecutorService} with the
 * methods of Python's {@code multiprocessing.Pool}.
 *
 * <pre>
 *   map, submit              PoolScheduler                       ProcessWorker           worker process
 *   ------------             --------------------------          --------------          --------------------
 *   MapSubmission  --------&gt; queue of TaskSubmissions
 *                            chunk for an idle worker  --Chunk--&gt; packs, sends  --frame-&gt; TaskLoop runs the task
 *   PoolFuture     &lt;-------- results of a chunk        &lt;--------- opens         &lt;-frame-- sends the result
 * </pre>
 *
 * <p>Start reading at {@link org.forkbook.multiprocessing.pool.Pool}, then at {@code PoolScheduler}.
 */
@NullMarked
package org.forkbook.multiprocessing.pool;

import org.jspecify.annotations.NullMarked;
