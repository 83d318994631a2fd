package org.forkbook.multiprocessing;

import java.io.Serializable;
import java.util.function.Function;
import org.forkbook.multiprocessing.internal.Rethrow;

/**
 * A function that can be sent to another process, and may throw checked exceptions.
 *
 * <pre>{@code
 * List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
 * }</pre>
 *
 * @param <T> the argument's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteFunction<T, R> extends Function<T, R>, Serializable {

    /** Computes the result; the task fails with what it throws. */
    R call(T argument) throws Exception;

    /** {@link #call}, for callers that know a {@link Function} only; a checked exception passes through as it is. */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // Both names are needed: this one can't throw.
    default R apply(T argument) {
        try {
            return call(argument);
        } catch (Exception e) {
            throw Rethrow.asIs(e);
        }
    }
}
