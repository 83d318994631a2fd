package org.forkbook.service;

import java.nio.channels.ClosedByInterruptException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits that an interrupt doesn't end: it is kept for the thread's next wait. */
public final class Uninterruptibles {

    /** A step that an interrupt may break off without damage. */
    public interface Step<T extends @Nullable Object, X extends Exception> {
        /** Runs it from its beginning. */
        T run() throws X, InterruptedException;
    }

    /** A step without a result. */
    public interface Wait<X extends Exception> {
        /** Runs it from its beginning. */
        void run() throws X, InterruptedException;
    }

    private Uninterruptibles() {}

    /**
     * Runs a step, and runs it again if an interrupt broke it off, as it does with channels too. It starts without an
     * interrupt, even if one is pending.
     */
    public static <T extends @Nullable Object, X extends Exception> T get(Step<T, X> step) throws X {
        var pending = Thread.interrupted();
        try {
            return repeat(() -> false, step);
        } catch (InterruptedException e) {
            throw new AssertionError("no interrupt ends this", e);
        } finally {
            if (pending) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #get}, for a step without a result. */
    public static <X extends Exception> void run(Wait<X> step) throws X {
        get(() -> {
            step.run();
            return true;
        });
    }

    /**
     * Runs a step, and runs it again if an interrupt broke it off, unless that interrupt is meant to end it.
     *
     * @param ends evaluated after each interrupt
     */
    public static <X extends Exception> void runUnless(BooleanSupplier ends, Wait<X> step)
            throws X, InterruptedException {
        repeat(ends, () -> {
            step.run();
            return true;
        });
    }

    private static <T extends @Nullable Object, X extends Exception> T repeat(BooleanSupplier ends, Step<T, X> step)
            throws X, InterruptedException {
        var interrupted = false;
        try {
            while (true) {
                try {
                    return step.run();
                } catch (Exception e) {
                    if (e instanceof ClosedByInterruptException) {
                        Thread.interrupted();
                    } else if (!(e instanceof InterruptedException)) {
                        throw e;
                    }
                    if (ends.getAsBoolean()) {
                        interrupted = false; // The interrupt has had its effect.
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
