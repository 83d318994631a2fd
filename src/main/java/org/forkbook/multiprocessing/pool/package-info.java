/**
 * Pools of workers: {@link org.forkbook.multiprocessing.pool.ProcessPool} in processes, {@link
 * org.forkbook.multiprocessing.pool.ThreadPool} in threads, both an {@link java.util.concurrent.ExecutorService} with the
 * methods of Python's {@code multiprocessing.Pool}.
 *
 * <pre>
 *   map, submit             PoolScheduler                        ProcessWorker          worker process
 *   ------------            ---------------------------          -------------          --------------------
 *   TaskSubmission  -------&gt; queue of submissions
 *                            chunk for an idle worker  --Chunk--&gt; packs, sends  --frame-&gt; TaskLoop runs the task
 *   its outcome     &lt;------- results of a chunk        &lt;--------- opens         &lt;-frame-- sends the results
 *
 *                            PoolWorkers
 *                            ---------------------------
 *                            starts, replaces, ends the workers
 * </pre>
 *
 * <p>A map is one submission with many chunks, {@code MapSubmission}; a single task has one, and is its own future,
 * {@code PoolFuture}. The thread that submits sends the first chunks. The thread that reads a worker's messages sends
 * this worker the next one, before its results are opened. In a pool of threads, {@code ThreadWorker} takes the place
 * of the two columns on the right.
 *
 * <p>Start reading at {@link org.forkbook.multiprocessing.pool.Pool}, then at {@code PoolScheduler} and {@code PoolWorkers}.
 */
@NullMarked
package org.forkbook.multiprocessing.pool;

import org.jspecify.annotations.NullMarked;
