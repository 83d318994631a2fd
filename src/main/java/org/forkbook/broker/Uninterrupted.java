package org.forkbook.broker;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** A retry loop for short steps that must complete: an interrupt is deferred until they have. */
final class Uninterrupted {

    interface Step<T extends @Nullable Object> {
        T run() throws IOException, InterruptedException;
    }

    private Uninterrupted() {}

    /** Runs a step, and runs it again if an interrupt broke it off. */
    static <T extends @Nullable Object> T get(Step<T> step) throws IOException {
        var interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return step.run();
                } catch (ClosedByInterruptException | InterruptedException e) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
