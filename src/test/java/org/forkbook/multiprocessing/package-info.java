/**
 * The tests of the library, and what each of them is about.
 *
 * <table>
 * <caption>What is promised, and where it is tested</caption>
 * <tr><td>processes: start, join, exit codes, signals, settings, {@code current}, {@code parent}, {@code
 *     active}</td><td>{@link org.forkbook.multiprocessing.WorkerProcessTest}</td></tr>
 * <tr><td>no process, file or socket outlives the program, however it ends</td><td>{@link
 *     org.forkbook.multiprocessing.OrphanTest}</td></tr>
 * <tr><td>pools: every way to submit, chunks, initializers, {@code workers()}, {@code timeline()}</td><td>{@link
 *     org.forkbook.multiprocessing.pool.ProcessPoolTest}, {@link org.forkbook.multiprocessing.pool.PoolOverloadsTest}, {@link
 *     org.forkbook.multiprocessing.pool.ThreadPoolTest}</td></tr>
 * <tr><td>what {@code ExecutorService} and {@code CompletableFuture} promise</td><td>{@link
 *     org.forkbook.multiprocessing.pool.ExecutorContractTest}</td></tr>
 * <tr><td>workers that die, time limits, cancellation, interrupts, broken pools</td><td>{@link
 *     org.forkbook.multiprocessing.pool.PoolHarmTest}, {@link org.forkbook.multiprocessing.pool.PoolStressTest}</td></tr>
 * <tr><td>queues</td><td>{@link org.forkbook.multiprocessing.queue.ProcessQueueTest}, {@link
 *     org.forkbook.multiprocessing.queue.CreditGrantTest}, {@link org.forkbook.multiprocessing.queue.QueueContractTest}, {@link
 *     org.forkbook.multiprocessing.queue.BlockingQueueContractTest}</td></tr>
 * <tr><td>pipes</td><td>{@link org.forkbook.multiprocessing.connection.PipeTest}</td></tr>
 * <tr><td>locks and conditions</td><td>{@link org.forkbook.multiprocessing.locks.ProcessLockTest}, {@link
 *     org.forkbook.multiprocessing.locks.LockContractTest}</td></tr>
 * <tr><td>semaphores, events, barriers</td><td>{@link org.forkbook.multiprocessing.locks.ProcessSemaphoreTest}, {@link
 *     org.forkbook.multiprocessing.locks.ProcessEventTest}, {@link
 *     org.forkbook.multiprocessing.locks.ProcessBarrierTest}</td></tr>
 * <tr><td>shared values, arrays and memory</td><td>{@link org.forkbook.multiprocessing.shared.SharedNumbersTest}, {@link
 *     org.forkbook.multiprocessing.shared.SharedArraysTest}, {@link org.forkbook.multiprocessing.shared.SharedMemoryTest}</td></tr>
 * <tr><td>managers</td><td>{@link org.forkbook.multiprocessing.manager.ManagerTest}</td></tr>
 * <tr><td>listeners and clients</td><td>{@link org.forkbook.multiprocessing.connection.ListenerTest}</td></tr>
 * <tr><td>a plain program and the {@code jshell} tool</td><td>{@link
 *     org.forkbook.multiprocessing.OutsideANotebookIT}</td></tr>
 * <tr><td>types of cells, output under cells, the stop button</td><td>{@code SharingInCellsTest} and {@code
 *     CellFrontendTest} of the kernel</td></tr>
 * </table>
 */
@NullMarked
package org.forkbook.multiprocessing;

import org.jspecify.annotations.NullMarked;
