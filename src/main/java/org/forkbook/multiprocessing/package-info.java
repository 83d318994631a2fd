/**
 * Processes, pools, queues, locks and shared memory for Java: what Python's {@code multiprocessing} module offers, for
 * any Java program and for cells of a notebook.
 *
 * <p>Start with {@link org.forkbook.multiprocessing.WorkerProcess} for one process and
 * {@link org.forkbook.multiprocessing.pool.ProcessPool} for many tasks.
 *
 * <pre>{@code
 * try (var pool = new ProcessPool()) {
 *     System.out.println(pool.map(n -> n * n, List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 *
 * <p>Workers print side by side, so their lines come in any order, with one exception: what a worker printed before it let
 * others go on, by unlocking, putting into a queue, sending, setting an event or a shared number, or coming to a barrier, is
 * shown before what they print after that. This holds for at most a second against a program that doesn't get to showing.
 *
 * <table class="striped">
 * <caption>What Python has, and what stands for it here</caption>
 * <thead>
 * <tr><th scope="col">Python</th><th scope="col">Forkbook</th></tr>
 * </thead>
 * <tbody>
 * <tr><th scope="rowgroup" colspan="2">Processes</th></tr>
 * <tr><td>{@code Process(target, args, kwargs, name, daemon)}</td><td>{@link
 *     org.forkbook.multiprocessing.WorkerProcess}, made with a task or by its {@code builder()}; what a task needs, it
 *     captures</td></tr>
 * <tr><td>{@code start}, {@code join}, {@code is_alive}, {@code terminate}, {@code kill}, {@code close}</td><td>the
 *     same names; {@code isAlive}</td></tr>
 * <tr><td>{@code pid}, {@code name}, {@code daemon}, {@code exitcode}, {@code sentinel}</td><td>{@code pid()}, {@code
 *     name()}, {@code isDaemon()}, {@code exitCode()}, {@code onExit()}</td></tr>
 * <tr><td>{@code current_process}, {@code parent_process}, {@code active_children}, {@code cpu_count}</td><td>{@code
 *     WorkerProcess.current()}, {@code parent()}, {@code active()}, {@code cpuCount()}</td></tr>
 * <tr><td>{@code set_start_method}, {@code get_context}, {@code set_forkserver_preload}</td><td>{@link
 *     org.forkbook.multiprocessing.StartMethod}, given to a builder; spares are warm without being told what to
 *     load</td></tr>
 * <tr><td>{@code set_executable}, environment</td><td>{@code builder().jvmOptions(..)}, {@code environment(..)},
 *     {@code systemProperty(..)}, {@code workingDirectory(..)}</td></tr>
 * <tr><td>{@code freeze_support}, {@code if __name__ == "__main__"}</td><td>not needed: a worker never runs the
 *     program again</td></tr>
 * <tr><td>{@code log_to_stderr}</td><td>not needed: what workers print and throw arrives where they were
 *     started</td></tr>
 * <tr><th scope="rowgroup" colspan="2">Pools</th></tr>
 * <tr><td>{@code Pool(processes, initializer, maxtasksperchild)}</td><td>{@link
 *     org.forkbook.multiprocessing.pool.ProcessPool}; {@code builder().size(..)}, {@code initializer(..)}, {@code
 *     maxTasksPerWorker(..)}</td></tr>
 * <tr><td>{@code multiprocessing.pool.ThreadPool}, {@code multiprocessing.dummy}</td><td>{@link
 *     org.forkbook.multiprocessing.pool.ThreadPool}</td></tr>
 * <tr><td>{@code map}, {@code starmap}, {@code imap}, {@code imap_unordered}, {@code apply}</td><td>the same names on
 *     {@link org.forkbook.multiprocessing.pool.Pool}; {@code imapUnordered}; {@code imap} reads its input as far as results
 *     are taken</td></tr>
 * <tr><td>{@code map_async}, {@code starmap_async}, {@code apply_async}</td><td>{@code mapAsync}, {@code
 *     starmapAsync}, {@code applyAsync}, each with a {@code CompletableFuture}</td></tr>
 * <tr><td>{@code AsyncResult.get}, {@code wait}, {@code ready}, {@code successful}</td><td>{@code get}, {@code join},
 *     {@code isDone}, {@code isCompletedExceptionally} of the future</td></tr>
 * <tr><td>{@code callback}, {@code error_callback}</td><td>{@code thenAccept}, {@code exceptionally} of the
 *     future</td></tr>
 * <tr><td>{@code close}, {@code terminate}, {@code join}</td><td>{@code close()} finishes what was submitted; {@code
 *     terminate()}; {@code awaitTermination(..)}</td></tr>
 * <tr><td>none: a map hangs when its worker is killed</td><td>{@link
 *     org.forkbook.multiprocessing.WorkerDiedException}, or a retry: {@link
 *     org.forkbook.multiprocessing.pool.OnWorkerDeath}</td></tr>
 * <tr><td>none: a timeout that ends the work</td><td>{@code builder().taskTimeout(..)}; {@code cancel(true)} of a
 *     future</td></tr>
 * <tr><th scope="rowgroup" colspan="2">{@code concurrent.futures}</th></tr>
 * <tr><td>{@code ProcessPoolExecutor}, {@code ThreadPoolExecutor}</td><td>both pools are an {@code
 *     ExecutorService}</td></tr>
 * <tr><td>{@code submit}, {@code shutdown(wait, cancel_futures)}</td><td>{@code submit}, {@code shutdown}, {@code
 *     shutdownNow}</td></tr>
 * <tr><td>{@code Future}: {@code result}, {@code exception}, {@code cancel}, {@code add_done_callback}</td><td>{@code
 *     Future}, or {@code CompletableFuture} of {@code applyAsync}</td></tr>
 * <tr><td>{@code wait}, {@code as_completed}</td><td>{@code invokeAny}, {@code CompletableFuture.anyOf}; {@code
 *     ExecutorCompletionService}</td></tr>
 * <tr><td>{@code BrokenProcessPool}</td><td>{@link org.forkbook.multiprocessing.pool.BrokenPoolException}, only when
 *     workers can not be brought up at all</td></tr>
 * <tr><th scope="rowgroup" colspan="2">Messages</th></tr>
 * <tr><td>{@code Queue}, {@code SimpleQueue}</td><td>{@link org.forkbook.multiprocessing.queue.ProcessQueue}, a {@code
 *     BlockingQueue}</td></tr>
 * <tr><td>{@code qsize}, {@code empty}, {@code full}</td><td>{@code size}, {@code isEmpty}, {@code remainingCapacity},
 *     all of them exact</td></tr>
 * <tr><td>{@code put}, {@code get}, {@code put_nowait}, {@code get_nowait}</td><td>{@code put}, {@code take}; {@code
 *     offer}, {@code poll}, with a time or without</td></tr>
 * <tr><td>{@code JoinableQueue}: {@code task_done}, {@code join}</td><td>{@code taskDone}, {@code join} of every
 *     queue</td></tr>
 * <tr><td>{@code close}, {@code join_thread}, {@code cancel_join_thread}</td><td>{@code close}; no thread has to be
 *     joined: what was put is in the queue</td></tr>
 * <tr><td>{@code Pipe}, {@code Connection}: {@code send}, {@code recv}, {@code poll}, {@code close}</td><td>{@link
 *     org.forkbook.multiprocessing.connection.Pipe}, {@link org.forkbook.multiprocessing.connection.Connection} with {@code
 *     receive}</td></tr>
 * <tr><td>{@code send_bytes}, {@code recv_bytes}</td><td>{@code send} and {@code receive} of a {@code
 *     Connection<byte[]>}</td></tr>
 * <tr><td>{@code connection.wait}</td><td>a queue that all of them write to</td></tr>
 * <tr><td>{@code connection.Listener}, {@code connection.Client}, {@code authkey}</td><td>{@link
 *     org.forkbook.multiprocessing.connection.Listener}, {@link org.forkbook.multiprocessing.connection.Client}, {@link
 *     org.forkbook.multiprocessing.connection.AuthenticationException}</td></tr>
 * <tr><th scope="rowgroup" colspan="2">Waiting for each other</th></tr>
 * <tr><td>{@code Lock}, {@code RLock}</td><td>{@link org.forkbook.multiprocessing.locks.ProcessLock}, which is reentrant;
 *     {@code hold()} for a {@code with} statement</td></tr>
 * <tr><td>none: a lock whose holder dies</td><td>the next holder has it and is told by {@code abandonedBy()}</td></tr>
 * <tr><td>{@code Condition}</td><td>{@code newCondition()} of a lock: {@link
 *     org.forkbook.multiprocessing.locks.ProcessCondition}</td></tr>
 * <tr><td>{@code Semaphore}, {@code BoundedSemaphore}</td><td>{@link org.forkbook.multiprocessing.locks.ProcessSemaphore},
 *     {@code create} and {@code createBounded}</td></tr>
 * <tr><td>{@code Event}</td><td>{@link org.forkbook.multiprocessing.locks.ProcessEvent}</td></tr>
 * <tr><td>{@code Barrier}</td><td>{@link org.forkbook.multiprocessing.locks.ProcessBarrier}, which a killed process
 *     breaks</td></tr>
 * <tr><th scope="rowgroup" colspan="2">Sharing</th></tr>
 * <tr><td>{@code Value}, {@code RawValue}</td><td>{@link org.forkbook.multiprocessing.shared.SharedInt}, {@link
 *     org.forkbook.multiprocessing.shared.SharedLong}, {@link org.forkbook.multiprocessing.shared.SharedDouble}, with atomic
 *     operations</td></tr>
 * <tr><td>{@code Array}, {@code RawArray}</td><td>{@link org.forkbook.multiprocessing.shared.SharedByteArray}, {@link
 *     org.forkbook.multiprocessing.shared.SharedIntArray}, {@link org.forkbook.multiprocessing.shared.SharedLongArray}, {@link
 *     org.forkbook.multiprocessing.shared.SharedDoubleArray}</td></tr>
 * <tr><td>{@code shared_memory.SharedMemory}</td><td>{@link org.forkbook.multiprocessing.shared.SharedMemory}</td></tr>
 * <tr><td>{@code unlink}, {@code resource_tracker}, {@code SharedMemoryManager}</td><td>not needed: memory goes with
 *     the last process that has it</td></tr>
 * <tr><td>{@code shared_memory.ShareableList}</td><td>a shared array for numbers, {@code manager.list()} for anything
 *     else</td></tr>
 * <tr><td>{@code Manager()}: {@code dict()}, {@code list()}, {@code Namespace()}</td><td>{@link
 *     org.forkbook.multiprocessing.manager.Manager} with {@code map()}, {@code list()}; a map for a namespace</td></tr>
 * <tr><td>{@code BaseManager.register}</td><td>{@code manager.register(Interface.class, object)}</td></tr>
 * <tr><td>{@code Queue()}, {@code Lock()} and others of a manager</td><td>not needed: queues and locks can be
 *     captured, passed and sent as they are</td></tr>
 * <tr><td>{@code BaseManager.connect} to another machine</td><td>none; {@link org.forkbook.multiprocessing.connection.Listener}
 *     and {@link org.forkbook.multiprocessing.connection.Client} talk over TCP</td></tr>
 * </tbody>
 * </table>
 *
 * <p>A task is a {@link org.forkbook.multiprocessing.RemoteRunnable}, {@link org.forkbook.multiprocessing.RemoteCallable}
 * or {@link org.forkbook.multiprocessing.RemoteFunction}; a lambda becomes one by being passed. A notebook's kernel shows
 * workers' output under their cell by installing a {@link org.forkbook.multiprocessing.Frontend}.
 *
 * <p>Locks, queues and the like need not be closed: one is gone when no process has it any more, as an object is when no
 * variable leads to it. Its creator's variable may be the first to go; tasks that have it, or are about to get it, keep it.
 * One that has travelled otherwise, as a result, an element of a queue or a message, stays until its creator ends.
 */
@NullMarked
package org.forkbook.multiprocessing;

import org.jspecify.annotations.NullMarked;
