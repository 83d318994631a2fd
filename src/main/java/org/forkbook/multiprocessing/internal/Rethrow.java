package org.forkbook.multiprocessing.internal;

/** A sneaky throw: it throws a checked exception from a method that doesn't declare it. */
public final class Rethrow {

    private Rethrow() {}

    /**
     * Throws {@code e} itself, without a wrapper: a caller wants to catch the task's own exception.
     *
     * @return nothing; declared so that a caller can write {@code throw Rethrow.asIs(e)}
     */
    // The cast is erased, so it never happens at run time.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <E extends Throwable> RuntimeException asIs(Throwable e) throws E {
        throw (E) e;
    }
}
