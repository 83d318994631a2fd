package org.forkbook.worker.launch;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Sample tasks that resemble those of a plain program, whose classes are on the worker's class path: serializable
 * lambdas. The parent warms up workers with them.
 */
final class ProgramWarmUp {

    private ProgramWarmUp() {}

    /** The counterpart of {@link NotebookWarmUp}'s method of this name. */
    static Object make(String method) {
        var names = List.of("Ada", "Grace");
        return switch (method) {
            case "function" -> (Function<Integer, Object> & Serializable) number -> List.of(square(number), names);
            case "callable" ->
                (Callable<Object> & Serializable)
                        () -> names.stream().map(String::length).toList();
            default -> (Runnable & Serializable) () -> System.out.println(names);
        };
    }

    private static int square(int number) {
        return number * number;
    }
}
