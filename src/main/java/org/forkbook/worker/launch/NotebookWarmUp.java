package org.forkbook.worker.launch;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * What a notebook's cells usually hand to a worker: a method, a variable that it reads, a type, lambdas. Spares run it
 * before anyone needs them, under the name that {@link WarmUpClass} gives it, because most of what a first task waits for
 * is code that makes classes and lambdas of what came over the channel.
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
