package org.forkbook.worker.launch;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Sample tasks that resemble a notebook's: a method, a variable that it reads, a type, lambdas. The parent sends them
 * to warm workers under the class name that {@link WarmUpClass} gives them, because most of a first task's latency is
 * code that defines the classes and lambdas that were sent.
 */
public final class NotebookWarmUp {
    private static int offset = 1;
    private static List<String> names = List.of("Ada", "Grace");

    private NotebookWarmUp() {}

    static int square(int number) {
        return number * number + offset;
    }

    /** As in {@code pool.map(n -> square(n), numbers)}. */
    public static Function<Integer, Object> function() {
        int added = offset;
        return number -> List.of(square(number), added);
    }

    /** As in {@code pool.submit(() -> ..)}. */
    public static Callable<Object> callable() {
        return () -> names.stream().map(String::length).toList();
    }

    /** As in {@code new WorkerProcess(() -> System.out.println(..))}. */
    public static Runnable runnable() {
        return () -> System.out.println(names + " " + offset);
    }
}
