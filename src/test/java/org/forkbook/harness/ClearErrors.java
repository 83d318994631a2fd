package org.forkbook.harness;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;

/** The check of every fuzz test: what is wrong with an input is told by the exception that is meant for it, in words. */
public final class ClearErrors {

    private ClearErrors() {}

    /** A try that throws what its reader promises to throw, or nothing. */
    public interface Try {
        void run() throws Exception;
    }

    /** Tries; passes if nothing is thrown, or one of {@code clear}, with a message. */
    @SafeVarargs
    @SuppressWarnings("varargs") // Only looked at.
    public static void allows(Object input, Try step, Class<? extends Exception>... clear) {
        try {
            step.run();
        } catch (Throwable e) {
            if (Arrays.stream(clear).noneMatch(type -> type.isInstance(e))) {
                fail("for " + show(input), e);
            }
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                fail("says nothing, for " + show(input), e);
            }
        }
    }

    private static String show(Object input) {
        var text = input instanceof byte[] bytes
                ? Arrays.toString(Arrays.copyOf(bytes, Math.min(2000, bytes.length)))
                : input.toString();
        return text.substring(0, Math.min(4000, text.length()));
    }
}
