package org.forkbook.kernel.execution;

import java.io.Serializable;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.forkbook.multiprocessing.pool.Pool;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * Replacements for a notebook's calls of threads, executors and completable futures: threads work for the cell that
 * starts them, and tasks for the cell that submits them, whichever cell started the thread.
 *
 * <p>Public because the code of notebooks refers to it; not for use by hand.
 */
public final class CellTasks {

    private static final String JUC = "java/util/concurrent/";
    private static final Set<String> OWNERS = Set.of(
            JUC + "Executor",
            JUC + "ExecutorService",
            JUC + "ScheduledExecutorService",
            JUC + "AbstractExecutorService",
            JUC + "ThreadPoolExecutor",
            JUC + "ScheduledThreadPoolExecutor",
            JUC + "ForkJoinPool",
            JUC + "CompletionService",
            JUC + "ExecutorCompletionService",
            JUC + "CompletionStage",
            JUC + "CompletableFuture",
            "java/lang/Thread", // Of virtual threads, as the next three are.
            "java/lang/Thread$Builder",
            "java/lang/Thread$Builder$OfPlatform",
            "java/lang/Thread$Builder$OfVirtual");

    /** The wrapper method for each type of task. */
    private static final Map<Class<?>, MethodHandle> WRAPPINGS;

    private static final MethodHandle IS_OF_THE_JDK;

    static {
        try {
            var lookup = MethodHandles.lookup();
            Map<Class<?>, MethodHandle> wrappings = new HashMap<>();
            for (var type : Set.of(
                    Runnable.class,
                    Callable.class,
                    Supplier.class,
                    Function.class,
                    BiFunction.class,
                    Consumer.class,
                    BiConsumer.class,
                    Collection.class)) {
                wrappings.put(
                        type,
                        lookup.findStatic(
                                CellTasks.class, "wrap" + type.getSimpleName(), MethodType.methodType(type, type)));
            }
            WRAPPINGS = Map.copyOf(wrappings);
            IS_OF_THE_JDK = lookup.findStatic(
                    CellTasks.class, "isOfTheJdk", MethodType.methodType(boolean.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private CellTasks() {}

    /** Notes that a thread was started, if that is what was. */
    public static void hasStarted(@Nullable Object started) {
        CellWork.hasStarted(started);
    }

    /** In place of {@code Thread::start}. */
    public static void start(Thread thread) {
        thread.start();
        CellWork.hasStarted(thread);
    }

    /** Whether a call may hand over a task. */
    public static boolean covers(String owner, String descriptor) {
        if (!OWNERS.contains(owner)) {
            return false;
        }
        for (var argument : Type.getArgumentTypes(descriptor)) {
            if (WRAPPINGS.keySet().stream().anyMatch(type -> type.getName().equals(argument.getClassName()))) {
                return true;
            }
        }
        return false;
    }

    /** Links a call: {@code original}, with the tasks among its arguments wrapped. */
    public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type, MethodHandle original) {
        var plain = original.asType(type);
        var wrapping = plain;
        var guarded = -1;
        for (int i = 0; i < type.parameterCount(); i++) {
            var parameter = type.parameterType(i);
            var wrap = WRAPPINGS.get(parameter);
            if (wrap != null) {
                wrapping = MethodHandles.filterArguments(wrapping, i, wrap);
            } else if (Executor.class.isAssignableFrom(parameter)) {
                guarded = i;
            }
        }
        if (guarded >= 0) {
            var test = IS_OF_THE_JDK.asType(MethodType.methodType(boolean.class, type.parameterType(guarded)));
            var before = type.parameterList().subList(0, guarded);
            wrapping = MethodHandles.guardWithTest(MethodHandles.dropArguments(test, 0, before), wrapping, plain);
        }
        return new ConstantCallSite(wrapping);
    }

    /** Other executors may inspect their tasks; ours send them to processes. */
    static boolean isOfTheJdk(@Nullable Object executor) {
        return executor != null && executor.getClass().getClassLoader() == null && !(executor instanceof Pool);
    }

    /** Whether a task can have a wrapper around it: queues may sort tasks, and tasks may be futures. */
    private static @Nullable CellRun runFor(@Nullable Object task) {
        return task == null || task instanceof Comparable || task instanceof Future ? null : CellRun.ofThread();
    }

    static @Nullable Runnable wrapRunnable(@Nullable Runnable task) {
        var run = runFor(task);
        return task == null || run == null ? task : new RunnableTask(task, run);
    }

    /** A named class, so that printed tasks of an executor are readable. */
    @SuppressWarnings("serial") // Only the task is sent to a pool of processes.
    private record RunnableTask(Runnable task, CellRun cell) implements Runnable, Serializable {
        private Object writeReplace() {
            return task;
        }

        @Override
        public void run() {
            try (var work = cell.work()) {
                task.run();
            }
        }

        @Override
        public String toString() {
            return task.toString();
        }
    }

    static <T> @Nullable Callable<T> wrapCallable(@Nullable Callable<T> task) {
        var run = runFor(task);
        return task == null || run == null ? task : new CallableTask<>(task, run);
    }

    @SuppressWarnings("serial") // As a RunnableTask.
    private record CallableTask<T>(Callable<T> task, CellRun cell) implements Callable<T>, Serializable {
        private Object writeReplace() {
            return task;
        }

        @Override
        public T call() throws Exception {
            try (var work = cell.work()) {
                return task.call();
            }
        }

        @Override
        public String toString() {
            return task.toString();
        }
    }

    static <T> @Nullable Supplier<T> wrapSupplier(@Nullable Supplier<T> task) {
        var run = runFor(task);
        return task == null || run == null
                ? task
                : () -> {
                    try (var work = run.work()) {
                        return task.get();
                    }
                };
    }

    static <A, T> @Nullable Function<A, T> wrapFunction(@Nullable Function<A, T> task) {
        var run = runFor(task);
        return task == null || run == null
                ? task
                : a -> {
                    try (var work = run.work()) {
                        return task.apply(a);
                    }
                };
    }

    static <A, B, T> @Nullable BiFunction<A, B, T> wrapBiFunction(@Nullable BiFunction<A, B, T> task) {
        var run = runFor(task);
        return task == null || run == null
                ? task
                : (a, b) -> {
                    try (var work = run.work()) {
                        return task.apply(a, b);
                    }
                };
    }

    static <A> @Nullable Consumer<A> wrapConsumer(@Nullable Consumer<A> task) {
        var run = runFor(task);
        return task == null || run == null
                ? task
                : a -> {
                    try (var work = run.work()) {
                        task.accept(a);
                    }
                };
    }

    static <A, B> @Nullable BiConsumer<A, B> wrapBiConsumer(@Nullable BiConsumer<A, B> task) {
        var run = runFor(task);
        return task == null || run == null
                ? task
                : (a, b) -> {
                    try (var work = run.work()) {
                        task.accept(a, b);
                    }
                };
    }

    /** The tasks of {@code invokeAll} and {@code invokeAny}. */
    static @Nullable Collection<?> wrapCollection(@Nullable Collection<?> tasks) {
        if (tasks == null || tasks.stream().anyMatch(task -> !(task instanceof Callable))) {
            return tasks;
        }
        var wrapped = new ArrayList<@Nullable Object>();
        tasks.forEach(task -> wrapped.add(wrapCallable((Callable<?>) task)));
        return wrapped;
    }
}
