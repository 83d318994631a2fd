package org.forkbook.multiprocessing;

import java.io.Serializable;
import java.util.function.BiFunction;
import org.forkbook.multiprocessing.internal.Rethrow;

/**
 * A function of two arguments that can be sent to another process, and may throw checked exceptions.
 *
 * <pre>{@code
 * List<Integer> sums = pool.starmap((a, b) -> a + b, List.of(Map.entry(1, 2), Map.entry(3, 4)));
 * }</pre>
 *
 * @param <A> the first argument's type
 * @param <B> the second argument's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface RemoteBiFunction<A, B, R> extends BiFunction<A, B, R>, Serializable {

    /** Computes the result; the task fails with what it throws. */
    R call(A first, B second) throws Exception;

    /** {@link #call}, for callers that know a {@link BiFunction} only; a checked exception passes through as it is. */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // Both names are needed: this one can't throw.
    default R apply(A first, B second) {
        try {
            return call(first, second);
        } catch (Exception e) {
            throw Rethrow.asIs(e);
        }
    }
}
