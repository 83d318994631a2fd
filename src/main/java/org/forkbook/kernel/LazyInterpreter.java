package org.forkbook.kernel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.MemoryReserve;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * Lazily started interpreter: it is created in the background while the kernel already answers, and only callers that
 * need it wait.
 */
final class LazyInterpreter implements AutoCloseable {

    /** Room in a full heap for the compiler and a cell that frees memory: measured, with 256 MB. */
    private static final int RESERVE = 8 << 20;

    private final CompletableFuture<Interpreter> interpreter = new CompletableFuture<>();
    private final Supplier<Interpreter> maker;

    LazyInterpreter(Supplier<Interpreter> maker) {
        this.maker = maker;
    }

    /** Starts to create it, and then warms it up. */
    void start() {
        ServiceThread.forTask("forkbook-warm-up", this::make, FailureHandler.logging("The interpreter"))
                .start();
    }

    private void make() {
        try {
            var made = maker.get();
            interpreter.complete(made);
            made.warmUp();
            MemoryReserve.keep(RESERVE);
        } catch (Throwable e) { // Shown by the first cell; the kernel answers all the same.
            interpreter.completeExceptionally(e);
        }
    }

    /**
     * The interpreter, as soon as there is one.
     *
     * @throws IllegalStateException if it could not be made
     */
    Interpreter get() throws InterruptedException {
        try {
            return interpreter.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Java could not be started for this notebook: " + e.getCause()
                            + ". Restart the kernel; `forkbook doctor` shows what is missing.",
                    e.getCause());
        }
    }

    /** The interpreter, or null while there is none. */
    @Nullable
    Interpreter now() {
        return interpreter.isDone() && !interpreter.isCompletedExceptionally() ? interpreter.join() : null;
    }

    @Override
    public void close() {
        var made = now();
        if (made != null) {
            made.close();
        }
    }
}
