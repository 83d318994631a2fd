/**
 * Processes, pools, queues, locks and shared memory for Java: what Python's {@code multiprocessing} module offers, for
 * any Java program and for cells of a notebook.
 *
 * <p>Start with {@link org.forkbook.multiprocessing.WorkerProcess} for one process and
 * {@link org.forkbook.multiprocessing.ProcessPool} for many tasks.
 *
 * <pre>{@code
 * try (var pool = new ProcessPool()) {
 *     System.out.println(pool.map(n -> n * n, List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 *
 * <table class="striped">
 * <caption>What Python has, and what stands for it here</caption>
 * <thead>
 * <tr><th scope="col">Python</th><th scope="col">Forkbook</th></tr>
 * </thead>
 * <tbody>
 * <tr><td>{@code Process(target, args)}</td><td>{@link org.forkbook.multiprocessing.WorkerProcess}, made with a task or by
 *     its {@code builder()}</td></tr>
 * <tr><td>{@code start}, {@code join}, {@code is_alive}, {@code terminate}, {@code kill}, {@code close}</td><td>the same
 *     names on {@code WorkerProcess}; {@code isAlive}</td></tr>
 * <tr><td>{@code pid}, {@code name}, {@code exitcode}, {@code sentinel}</td><td>{@code pid()}, {@code name()},
 *     {@code exitCode()}, {@code onExit()}</td></tr>
 * <tr><td>{@code current_process}, {@code parent_process}, {@code active_children}, {@code cpu_count}</td><td>
 *     {@code WorkerProcess.current()}, {@code parent()}, {@code active()}, {@code cpuCount()}</td></tr>
 * <tr><td>{@code set_start_method}</td><td>{@link org.forkbook.multiprocessing.StartMethod}, given to a builder</td></tr>
 * <tr><td>{@code Pool}</td><td>{@link org.forkbook.multiprocessing.ProcessPool}</td></tr>
 * <tr><td>{@code multiprocessing.pool.ThreadPool}</td><td>{@link org.forkbook.multiprocessing.ThreadPool}</td></tr>
 * <tr><td>{@code map}, {@code starmap}, {@code imap}, {@code imap_unordered}, {@code apply}</td><td>the same names on
 *     {@link org.forkbook.multiprocessing.Pool}; {@code imapUnordered}</td></tr>
 * <tr><td>{@code map_async}, {@code starmap_async}, {@code apply_async}</td><td>{@code mapAsync}, {@code starmapAsync},
 *     {@code applyAsync}, each with a {@code CompletableFuture}</td></tr>
 * <tr><td>{@code close}, {@code terminate}, {@code join} of a pool</td><td>{@code close()} finishes what was submitted;
 *     {@code shutdownNow()}; {@code awaitTermination(..)}</td></tr>
 * <tr><td>{@code initializer}, {@code maxtasksperchild}</td><td>{@code ProcessPool.builder().initializer(..)},
 *     {@code .maxTasksPerWorker(..)}</td></tr>
 * <tr><td>a timeout that ends the work, a retry: none</td><td>{@code .taskTimeout(..)},
 *     {@link org.forkbook.multiprocessing.OnWorkerDeath}</td></tr>
 * <tr><td>{@code ProcessPoolExecutor}</td><td>{@code ProcessPool} is an {@code ExecutorService}</td></tr>
 * <tr><td>{@code Queue}, {@code SimpleQueue}, {@code JoinableQueue}</td><td>
 *     {@link org.forkbook.multiprocessing.ProcessQueue}</td></tr>
 * <tr><td>{@code Lock}, {@code RLock}, {@code Condition}</td><td>{@link org.forkbook.multiprocessing.ProcessLock} and its
 *     {@code newCondition()}</td></tr>
 * <tr><td>{@code Semaphore}, {@code BoundedSemaphore}</td><td>{@link org.forkbook.multiprocessing.ProcessSemaphore}</td></tr>
 * <tr><td>{@code Event}</td><td>{@link org.forkbook.multiprocessing.ProcessEvent}</td></tr>
 * <tr><td>{@code Barrier}</td><td>{@link org.forkbook.multiprocessing.ProcessBarrier}</td></tr>
 * <tr><td>{@code Value}, {@code RawValue}</td><td>{@link org.forkbook.multiprocessing.SharedInt},
 *     {@link org.forkbook.multiprocessing.SharedLong}, {@link org.forkbook.multiprocessing.SharedDouble}</td></tr>
 * <tr><td>{@code Array}, {@code RawArray}</td><td>{@link org.forkbook.multiprocessing.SharedIntArray},
 *     {@link org.forkbook.multiprocessing.SharedLongArray}, {@link org.forkbook.multiprocessing.SharedDoubleArray},
 *     {@link org.forkbook.multiprocessing.SharedByteArray}</td></tr>
 * <tr><td>{@code shared_memory.SharedMemory}</td><td>{@link org.forkbook.multiprocessing.SharedMemory}</td></tr>
 * <tr><td>{@code Pipe}, {@code Connection}</td><td>{@link org.forkbook.multiprocessing.Pipe},
 *     {@link org.forkbook.multiprocessing.Connection}</td></tr>
 * <tr><td>{@code Manager}, {@code dict()}, {@code list()}, {@code register}</td><td>
 *     {@link org.forkbook.multiprocessing.Manager} with {@code map()}, {@code list()}, {@code register(..)}</td></tr>
 * <tr><td>{@code connection.Listener}, {@code connection.Client}</td><td>
 *     {@link org.forkbook.multiprocessing.Listener}, {@link org.forkbook.multiprocessing.Client}</td></tr>
 * </tbody>
 * </table>
 *
 * <p>A task is a {@link org.forkbook.multiprocessing.RemoteRunnable}, {@link org.forkbook.multiprocessing.RemoteCallable}
 * or {@link org.forkbook.multiprocessing.RemoteFunction}; a lambda becomes one by being passed. A notebook's kernel shows
 * workers' output under their cell by installing a {@link org.forkbook.multiprocessing.Frontend}.
 */
@NullMarked
package org.forkbook.multiprocessing;

import org.jspecify.annotations.NullMarked;
