package org.forkbook.multiprocessing.manager;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.connection.Connection;
import org.forkbook.multiprocessing.connection.Pipe;

/**
 * A server process that holds objects for other processes, which call them through proxies.
 *
 * <p>A proxy can be captured by a task or passed as an argument: in the worker it stands for the same object. Each
 * call is a message to the manager's process and back, with copies of the arguments and of the result; an exception
 * is rethrown as it is. One call on a map or list is atomic, so that {@code map.merge(word, 1, Integer::sum)} counts
 * right from many workers. The function runs in the manager's process: outside of a notebook it has to be
 * serializable. Traversals of a map or list (iterators, streams, {@code forEach}) see a snapshot. A map's views
 * ({@code keySet}, {@code values}, {@code entrySet}) are live as everywhere: what is removed from them is removed
 * from the map. An operation that would change only a snapshot, such as {@code subList(..).clear()} or an iterator's
 * {@code remove} on a list, is refused with an {@link UnsupportedOperationException} that says what to do instead.
 *
 * <p>When the manager is closed or its process dies, calls throw an {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (var manager = Manager.start(); var pool = new ProcessPool()) {
 *     Map<String, Integer> counts = manager.map();
 *     pool.map(word -> counts.merge(word, 1, Integer::sum), words);
 *     System.out.println(counts);
 * }
 * }</pre>
 */
public final class Manager implements AutoCloseable {

    private final WorkerProcess process;
    private final Pipe<ManagerClient> pipe;
    private final ManagerClient client;

    private Manager(WorkerProcess process, Pipe<ManagerClient> pipe, ManagerClient client) {
        this.process = process;
        this.pipe = pipe;
        this.client = client;
    }

    /**
     * Starts a manager's process.
     *
     * @throws IllegalStateException if the process ends before it is ready
     */
    public static Manager start() {
        var pipe = Pipe.<ManagerClient>open();
        var end = pipe.second();
        var process = new WorkerProcess((RemoteRunnable) () -> serve(end));
        process.start();
        try {
            return new Manager(
                    process, pipe, Objects.requireNonNull(pipe.first().receive()));
        } catch (IOException e) {
            process.kill();
            pipe.close();
            throw new IllegalStateException("The manager's process " + process.pid() + " ended before it was ready", e);
        }
    }

    /** The manager's main loop: runs until the other end of the pipe is closed, or its process has ended. */
    private static void serve(Connection<ManagerClient> end) throws IOException {
        var client = ManagerClient.create();
        end.send(client);
        try {
            end.receive();
        } catch (EOFException e) {
            // The expected end.
        } finally {
            Reference.reachabilityFence(client);
        }
    }

    /** Creates a map in the manager; it keeps the order of insertion, and allows nulls. */
    @SuppressWarnings("unchecked") // The proxy has no type arguments.
    public <K, V> Map<K, V> map() {
        return (Map<K, V>) proxy(Map.class, Collections.synchronizedMap(new LinkedHashMap<>()));
    }

    /** Creates a list in the manager. */
    @SuppressWarnings("unchecked") // The proxy has no type arguments.
    public <E> List<E> list() {
        return (List<E>) proxy(List.class, Collections.synchronizedList(new ArrayList<>()));
    }

    /**
     * Adds a copy of an object to the manager.
     *
     * @param type an interface of the object, public or from a notebook
     * @param object the target of the proxy's calls; it must be thread-safe, because calls from several processes run
     *     at the same time
     * @return a proxy
     * @throws org.forkbook.multiprocessing.errors.CannotTravelException if the object can't be serialized
     */
    public <I> I register(Class<I> type, I object) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    "A manager's object is called through an interface, and " + type.getName() + " is a class");
        }
        return proxy(type, Objects.requireNonNull(object));
    }

    private <I> I proxy(Class<I> type, Object object) {
        return type.cast(ManagerProxy.create(client, type, client.add(object)));
    }

    /** The manager's process. */
    public long pid() {
        return process.pid();
    }

    /** Ends the manager's process, and the objects with it. Harmless when called twice. */
    @Override
    public void close() {
        pipe.close();
        process.join();
    }
}
