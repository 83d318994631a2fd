package org.forkbook.multiprocessing.pool;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.forkbook.multiprocessing.RemoteBiFunction;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.monitor.Timeline;
import org.forkbook.multiprocessing.monitor.WorkerTable;

/**
 * A pool of workers: an {@link ExecutorService} that can also map a function over many values, as Python's {@code
 * multiprocessing.Pool} does.
 *
 * <pre>{@code
 * try (var pool = new ProcessPool()) {
 *     System.out.println(pool.map(x -> x * x, List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 *
 * <p>Each method that takes a function comes twice. A lambda takes the first: it may throw checked exceptions, and in
 * a plain program it is serializable by its type. The second takes what is already in a variable of a type such as
 * {@link Function}; in a notebook that can be sent as well.
 *
 * <p><b>Failures.</b> {@code apply}, {@code map} and their kin throw what the task threw, of the same type, without a
 * wrapper, checked exceptions included; futures report it as {@link Future} specifies. An exception from another
 * process has a {@link RemoteException} as its innermost cause, which names the process and has the stack trace
 * there. A worker that dies makes its task fail with a {@link WorkerDiedException}. If a thread is interrupted while
 * it waits, its tasks are cancelled, the workers that run them are ended, and it gets an {@link
 * InterruptedException}. The methods of this interface don't declare it, nor a task's checked exceptions: a call is
 * as short as in Python, and works in any lambda. Only {@code catch (Exception e)} catches them all.
 */
public interface Pool extends ExecutorService, AutoCloseable {

    /** Runs a task in a worker and waits for its result. */
    <R> R apply(RemoteCallable<R> task);

    /** Runs a task in a worker and waits for its result. */
    <R> R apply(Callable<R> task);

    /** Runs a task in a worker and waits for its end. */
    void apply(RemoteRunnable task);

    /** Runs a task in a worker; the future's {@code cancel} ends it. */
    <R> CompletableFuture<R> applyAsync(RemoteCallable<R> task);

    /** Runs a task in a worker; the future's {@code cancel} ends it. */
    <R> CompletableFuture<R> applyAsync(Callable<R> task);

    /** Runs a task in a worker; the future's {@code cancel} ends it. */
    CompletableFuture<Void> applyAsync(RemoteRunnable task);

    /** Calls a function with each value in the workers; returns the results in the order of the values. */
    <T, R> List<R> map(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Calls a function with each value in the workers; returns the results in the order of the values. */
    <T, R> List<R> map(Function<? super T, ? extends R> function, Iterable<? extends T> values);

    /**
     * As {@link #map(RemoteFunction, Iterable)}, with a fixed number of values per chunk instead of one that follows
     * from measurement.
     */
    <T, R> List<R> map(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize);

    /**
     * As {@link #map(Function, Iterable)}, with a fixed number of values per chunk instead of one that follows from
     * measurement.
     */
    <T, R> List<R> map(Function<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize);

    /** Calls a function with the key and value of each pair. */
    <A, B, R> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /** Calls a function with the key and value of each pair. */
    <A, B, R> List<R> starmap(
            BiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /** Maps without waiting; the future's {@code cancel} ends what is running and drops the rest. */
    <T, R> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps without waiting; the future's {@code cancel} ends what is running and drops the rest. */
    <T, R> CompletableFuture<List<R>> mapAsync(Function<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Calls a function with each pair without waiting. */
    <A, B, R> CompletableFuture<List<R>> starmapAsync(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /** Calls a function with each pair without waiting. */
    <A, B, R> CompletableFuture<List<R>> starmapAsync(
            BiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /**
     * Maps lazily: results come in the order of the values as the stream requests them, while a bounded number of
     * values ahead are in progress. Values are read as results are taken, by the thread that takes them, so endless
     * input works. Closing the stream ends what still runs for it.
     */
    <T, R> Stream<R> imap(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps lazily; see {@link #imap(RemoteFunction, Iterable)}. */
    <T, R> Stream<R> imap(Function<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps lazily as {@link #imap(RemoteFunction, Iterable)} does, but returns each result as soon as it arrives. */
    <T, R> Stream<R> imapUnordered(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps lazily as {@link #imap(RemoteFunction, Iterable)} does, but returns each result as soon as it arrives. */
    <T, R> Stream<R> imapUnordered(Function<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Submits a task that may throw checked exceptions; as {@link #submit(Callable)}. */
    <R> Future<R> submit(RemoteCallable<R> task);

    /** Submits a task that may throw checked exceptions; as {@link #submit(Runnable)}. */
    Future<?> submit(RemoteRunnable task);

    /**
     * The current workers. A notebook shows them as a table, with those that have ended. Each worker is asked for its
     * memory use; the figure is left out for one that doesn't answer within a moment.
     */
    WorkerTable workers();

    /**
     * A view of this pool whose results record where and when they were computed.
     *
     * <pre>{@code
     * pool.traced().map(n -> n * n, List.of(1, 2, 3))
     * }</pre>
     */
    TracedPool traced();

    /**
     * The pool's timeline, which tells when each worker ran which task: the last ten thousand entries, oldest first.
     * A notebook shows it as a chart.
     */
    Timeline timeline();

    /** Ends all workers at once; the same as {@link #shutdownNow}, under Python's name. */
    List<Runnable> terminate();

    /**
     * Finishes what was submitted, then ends the workers and waits for them. If the waiting thread is interrupted,
     * the workers are ended at once.
     */
    @Override
    void close();
}
