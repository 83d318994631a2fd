package org.forkbook.experiment;

import java.util.List;
import org.forkbook.multiprocessing.RemoteFunction;

/**
 * Work for a {@link Comparison}: a function and its inputs.
 *
 * @param name what it does
 * @param shows what a comparison of threads and processes demonstrates with it
 * @param function the function; its results depend on its argument alone
 * @param inputs its arguments
 * @param workers how many threads, and how many processes, {@link #compare} uses
 * @param <T> the function's argument
 * @param <R> its result
 */
public record Workload<T, R>(String name, String shows, RemoteFunction<T, R> function, List<T> inputs, int workers) {

    public Workload {
        inputs = List.copyOf(inputs);
    }

    /** A comparison of it on one thread, on some threads and on as many processes; to be run, or added to. */
    public Comparison<T, R> compare() {
        return Comparison.of(name, function, inputs).serial().threads(workers).processes(workers);
    }

    @Override
    public String toString() {
        return name + ": " + shows;
    }
}
