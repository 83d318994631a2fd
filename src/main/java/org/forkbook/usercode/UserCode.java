package org.forkbook.usercode;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A guard for calls of methods that users may have overridden: whatever such a method of an exception throws is
 * contained, and null counts as empty.
 *
 * <p>A method that never returns can't be contained: call this on the thread of the cell or the task, where an
 * interrupt or a time limit reaches it. {@link Causes} never calls an author's method.
 */
public final class UserCode {

    private UserCode() {}

    /** The result of {@code getLocalizedMessage()}, or a text that says how it failed; empty if there is none. */
    public static String message(Throwable thrown) {
        return orWords(thrown::getLocalizedMessage, "", "message");
    }

    /** The result of an exception's {@code toString()}, or its class's name and a text that says how it failed. */
    public static String text(Throwable thrown) {
        var name = thrown.getClass().getName();
        return orWords(thrown::toString, name, "toString()", name + ": ");
    }

    /**
     * The result of a value's {@code toString()}; the text "null" for null.
     *
     * @throws RuntimeException whatever it throws, errors too: that is for the reader of the value
     */
    public static String text(@Nullable Object value) {
        return Objects.requireNonNullElse(String.valueOf(value), "null");
    }

    /** The stack trace of an exception; empty if there is none. */
    public static List<StackTraceElement> frames(Throwable thrown) {
        var frames = contained(thrown::getStackTrace);
        return frames == null
                ? List.of()
                : Arrays.stream(frames).filter(Objects::nonNull).toList();
    }

    /** The cause of an exception, or null. */
    static @Nullable Throwable cause(Throwable thrown) {
        return contained(thrown::getCause);
    }

    /** Sets the stack trace of an exception, if it accepts one. */
    public static void setFrames(Throwable thrown, List<StackTraceElement> frames) {
        var unused = contained(() -> {
            thrown.setStackTrace(frames.toArray(new StackTraceElement[0]));
            return thrown;
        });
    }

    private static String orWords(Supplier<@Nullable String> method, String otherwise, String what) {
        return orWords(method, otherwise, what, "");
    }

    private static String orWords(Supplier<@Nullable String> method, String otherwise, String what, String before) {
        try {
            return Objects.requireNonNullElse(method.get(), otherwise);
        } catch (Throwable e) { // An exception that can't describe itself is still shown.
            return before + "(its " + what + " failed: " + e.getClass().getName() + ")";
        }
    }

    private static <T> @Nullable T contained(Supplier<@Nullable T> method) {
        try {
            return method.get();
        } catch (Throwable e) { // As above: empty then.
            return null;
        }
    }
}
