package org.forkbook.worker.launch;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** What a plain program hands to its workers, whose class path is its own: serializable lambdas. Spares practise with it. */
final class ProgramWarmUp {

    private ProgramWarmUp() {}

    /** What stands here for the method of this name that {@link NotebookWarmUp} has. */
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
