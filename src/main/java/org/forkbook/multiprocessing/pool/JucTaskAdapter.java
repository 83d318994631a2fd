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
 * A {@link Runnable} by which {@code java.util.concurrent} itself gives an executor a task: that of {@code
 * CompletableFuture.supplyAsync(task, pool)}, or a {@link FutureTask}.
 *
 * <p>Such a wrapper holds this process's future and can't travel; the caller's function inside it can. So the function
 * is replaced by one that has a worker call it, and the wrapper runs here, on a thread that waits. The function sits in
 * a private field of the JDK: a program opens it with {@code --add-opens java.base/java.util.concurrent=ALL-UNNAMED},
 * as the notebook kernel does; {@code sun.misc.Unsafe} is the way without.
 */
final class JucTaskAdapter {
    /** Wraps a future of ours, whose own {@code run} goes to the pool. */
    private static final String OF_COMPLETION_SERVICE = "java.util.concurrent.ExecutorCompletionService$QueueingFuture";
    /** Returns a future, which is this process's: only this process can run it. */
    private static final String COMPOSE = "java.util.concurrent.CompletableFuture$UniCompose";

    private JucTaskAdapter() {}

    static boolean is(Runnable command) {
        return command instanceof FutureTask || command instanceof CompletableFuture.AsynchronousCompletionTask;
    }

    /**
     * Has a wrapper's function run in the pool.
     *
     * @throws RejectedExecutionException if the pool is shut down, or the function can't be reached
     */
    static void execute(AbstractPool pool, Runnable command) {
        pool.dispatcher().hold();
        try {
            var type = command.getClass().getName();
            if (!type.equals(OF_COMPLETION_SERVICE) && !type.equals(COMPOSE)) {
                redirect(pool, command);
            }
            var scope = Frontend.current().scope();
            CallbackExecutor.WAITERS.execute(() -> run(pool, command, scope));
        } catch (RuntimeException e) {
            pool.dispatcher().letGo();
            throw e;
        }
    }

    private static void run(AbstractPool pool, Runnable command, Frontend.Scope scope) {
        try (var work = CallbackExecutor.enter(scope)) {
            PoolScheduler.HELD.set(pool.dispatcher());
            command.run();
        } finally {
            PoolScheduler.HELD.remove();
            pool.dispatcher().letGo();
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
                // Perhaps the superclass has it.
            }
        }
        throw new RejectedExecutionException("A " + type.getName() + " can't be run in a worker process: it is a task"
                + " of this process. Submit the function that it calls.");
    }

    @SuppressWarnings("unchecked") // What a function takes and gives is its own affair.
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
            redirect(
                    pool,
                    wrapped.task()); // A wrapper in a wrapper, of which only the inner one is kept from travelling.
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
