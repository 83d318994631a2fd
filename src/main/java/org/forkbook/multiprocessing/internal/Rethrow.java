package org.forkbook.multiprocessing.internal;

/** Throws an exception as it is, from a method that doesn't declare it. */
public final class Rethrow {

    private Rethrow() {}

    /**
     * Throws {@code e} itself, wrapped in nothing: a task's own exception is what its caller wants to catch.
     *
     * @return nothing; declared so that a caller can write {@code throw Rethrow.asIs(e)}
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The cast is never made at run time.
    public static <E extends Throwable> RuntimeException asIs(Throwable e) throws E {
        throw (E) e;
    }
}
