package org.forkbook.multiprocessing.pool;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.internal.CallbackExecutor;

/**
 * An adapter for the {@link Runnable}s in which {@code java.util.concurrent} itself wraps a task for an executor:
 * that of {@code CompletableFuture.supplyAsync(task, pool)}, or a {@link FutureTask}.
 *
 * <p>Such a wrapper refers to a future of this process and can't be serialized; the caller's function inside it can.
 * So the function is replaced by one that has a worker call it, and the wrapper runs here, on a thread that waits.
 * The function is in a private field of the JDK. A program opens it with {@code --add-opens
 * java.base/java.util.concurrent=ALL-UNNAMED}, as the notebook kernel does; otherwise {@code sun.misc.Unsafe} is
 * used.
 */
final class JucTaskAdapter {
    /** Wraps one of our futures, whose own {@code run} submits to the pool. */
    private static final String OF_COMPLETION_SERVICE = "java.util.concurrent.ExecutorCompletionService$QueueingFuture";
    /** Returns a future, which belongs to this process: only this process can run it. */
    private static final String COMPOSE = "java.util.concurrent.CompletableFuture$UniCompose";

    private JucTaskAdapter() {}

    static boolean is(Runnable command) {
        return command instanceof FutureTask || command instanceof CompletableFuture.AsynchronousCompletionTask;
    }

    /**
     * Runs a wrapper whose function is called in the pool.
     *
     * @throws RejectedExecutionException if the pool is shut down, or the function is inaccessible
     */
    static void execute(AbstractPool pool, Runnable command) {
        pool.scheduler().hold();
        try {
            var type = command.getClass().getName();
            if (!type.equals(OF_COMPLETION_SERVICE) && !type.equals(COMPOSE)) {
                redirect(pool, command);
            }
            var scope = Frontend.current().scope();
            CallbackExecutor.WAITERS.execute(() -> run(pool, command, scope));
        } catch (RuntimeException e) {
            pool.scheduler().letGo();
            throw e;
        }
    }

    private static void run(AbstractPool pool, Runnable command, Frontend.Scope scope) {
        try (var work = CallbackExecutor.enter(scope)) {
            PoolScheduler.HELD.set(pool.scheduler());
            command.run();
        } finally {
            PoolScheduler.HELD.remove();
            pool.scheduler().letGo();
        }
    }

    private static void redirect(AbstractPool pool, Runnable command) {
        var field = field(command.getClass(), command instanceof FutureTask ? "callable" : "fn");
        try {
            var access = PrivateField.of(field);
            var function = access.get(command);
            if (function != null) {
                access.set(command, remote(pool, function));
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new RejectedExecutionException(
                    "This JDK hides the task inside a " + command.getClass().getSimpleName()
                            + ". Call pool.applyAsync(..)"
                            + " or pool.submit(..) instead, or start Java with"
                            + " --add-opens java.base/java.util.concurrent=ALL-UNNAMED",
                    e);
        }
    }

    private static Field field(Class<?> type, String name) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            try {
                return c.getDeclaredField(name);
            } catch (NoSuchFieldException e) {
                // The superclass may have it.
            }
        }
        throw new RejectedExecutionException("A " + type.getName() + " can't be run in a worker process: it is a task"
                + " of this process. Submit the function that it calls.");
    }

    @SuppressWarnings("unchecked") // The types of a function's argument and result are unknown here, and don't matter.
    private static Object remote(AbstractPool pool, Object function) {
        if (function instanceof Supplier) {
            var supplier = (Supplier<Object>) function;
            return (Supplier<Object>) () -> pool.apply((RemoteCallable<Object>) supplier::get);
        }
        if (function instanceof Runnable runnable) {
            return (Runnable) () -> pool.apply((RemoteRunnable) runnable::run);
        }
        var wrapped = RunnableWithResult.in(function);
        if (wrapped != null && is(wrapped.task())) {
            redirect(pool, wrapped.task()); // A wrapper in a wrapper, of which only the inner one can't be serialized.
            return function;
        }
        if (function instanceof Callable) {
            var callable = (Callable<Object>) function;
            return (Callable<Object>) () -> pool.apply(callable);
        }
        if (function instanceof Function) {
            var of = (Function<Object, Object>) function;
            return (Function<Object, Object>) x -> pool.apply((RemoteCallable<Object>) () -> of.apply(x));
        }
        if (function instanceof Consumer) {
            var of = (Consumer<Object>) function;
            return (Consumer<Object>) x -> pool.apply((RemoteRunnable) () -> of.accept(x));
        }
        if (function instanceof BiFunction) {
            var of = (BiFunction<Object, Object, Object>) function;
            return (BiFunction<Object, Object, Object>)
                    (x, y) -> pool.apply((RemoteCallable<Object>) () -> of.apply(x, y));
        }
        if (function instanceof BiConsumer) {
            var of = (BiConsumer<Object, Object>) function;
            return (BiConsumer<Object, Object>) (x, y) -> pool.apply((RemoteRunnable) () -> of.accept(x, y));
        }
        return function;
    }
}
