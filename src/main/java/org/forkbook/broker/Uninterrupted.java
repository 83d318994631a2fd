package org.forkbook.broker;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Steps that are short and must not be half done: an interrupt is kept until they are through. */
final class Uninterrupted {

    interface Step<T extends @Nullable Object> {
        T run() throws IOException, InterruptedException;
    }

    private Uninterrupted() {}

    /** Runs a step, again when an interrupt broke it. */
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
