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
 * Workers that share out tasks: an {@link ExecutorService} that can also map a function over many values, as Python's
 * {@code multiprocessing.Pool} does.
 *
 * <pre>{@code
 * try (var pool = new ProcessPool()) {
 *     System.out.println(pool.map(x -> x * x, List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 *
 * <p>Each method that takes a function comes twice. A lambda takes the first: it may throw checked exceptions, and in a
 * plain program it is serializable by its type. The second takes what is already in a variable of a type such as
 * {@link Function}; in a notebook that can be sent as well.
 *
 * <p><b>Failures.</b> {@code apply}, {@code map} and their kin throw what the task threw, of the same type, without a
 * wrapper, checked exceptions included; futures give it as the contract of {@link Future} says. From another process it
 * has a {@link RemoteException} as its innermost cause, which names the process and holds the trace there. A worker that
 * dies makes its task fail with a {@link WorkerDiedException}. A thread that is interrupted while it waits ends its own
 * tasks, by ending the workers that run them, and gets an {@link InterruptedException}.
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

    /** Calls a function with each value in the workers; the results are in the values' order. */
    <T, R> List<R> map(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Calls a function with each value in the workers; the results are in the values' order. */
    <T, R> List<R> map(Function<? super T, ? extends R> function, Iterable<? extends T> values);

    /** As {@link #map(RemoteFunction, Iterable)}, sending so many values at once instead of as many as seems best. */
    <T, R> List<R> map(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize);

    /** As {@link #map(Function, Iterable)}, sending so many values at once instead of as many as seems best. */
    <T, R> List<R> map(Function<? super T, ? extends R> function, Iterable<? extends T> values, int chunkSize);

    /** Calls a function with the key and value of each pair. */
    <A, B, R> List<R> starmap(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /** Calls a function with the key and value of each pair. */
    <A, B, R> List<R> starmap(
            BiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs);

    /** Maps without waiting; the future's {@code cancel} ends what runs and leaves out the rest. */
    <T, R> CompletableFuture<List<R>> mapAsync(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps without waiting; the future's {@code cancel} ends what runs and leaves out the rest. */
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
     * Maps lazily: results come in the values' order as the stream asks for them, while a bounded number of values ahead
     * are being worked on. Values are read as results are taken, by the thread that takes them, so endless input works.
     * Closing the stream ends what still runs for it.
     */
    <T, R> Stream<R> imap(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps lazily; see {@link #imap(RemoteFunction, Iterable)}. */
    <T, R> Stream<R> imap(Function<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps lazily as {@link #imap(RemoteFunction, Iterable)} does, giving each result as soon as it is there. */
    <T, R> Stream<R> imapUnordered(RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Maps lazily as {@link #imap(RemoteFunction, Iterable)} does, giving each result as soon as it is there. */
    <T, R> Stream<R> imapUnordered(Function<? super T, ? extends R> function, Iterable<? extends T> values);

    /** Submits a task that may throw checked exceptions; as {@link #submit(Callable)}. */
    <R> Future<R> submit(RemoteCallable<R> task);

    /** Submits a task that may throw checked exceptions; as {@link #submit(Runnable)}. */
    Future<?> submit(RemoteRunnable task);

    /**
     * The workers as they are now. A notebook shows them as a table, with those that have ended. Each is asked how much
     * memory it uses; one that doesn't answer within a moment keeps that to itself.
     */
    WorkerTable workers();

    /**
     * This pool with results that know where and when they were made.
     *
     * <pre>{@code
     * pool.traced().map(n -> n * n, List.of(1, 2, 3))
     * }</pre>
     */
    TracedPool traced();

    /** Which worker ran which task when: the last ten thousand entries, oldest first. A notebook shows it as a picture. */
    Timeline timeline();

    /** Ends all workers at once; the same as {@link #shutdownNow}, by the name that Python gives it. */
    List<Runnable> terminate();

    /**
     * Finishes what was submitted, then ends the workers and waits for them. When the waiting thread is interrupted, the
     * workers are ended at once.
     */
    @Override
    void close();
}
