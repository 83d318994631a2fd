package org.forkbook.usercode;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place that calls the methods of exceptions, which their authors may have overridden: whatever one of them throws
 * is contained, and null is none.
 *
 * <p>A method that never returns can't be contained: the calls belong on the thread of the cell or the task, where a stop
 * or a time limit reaches them. {@link Causes} never calls an author's method.
 */
public final class UserCode {

    private UserCode() {}

    /** What {@code getLocalizedMessage()} gives, or the words that it fails; empty when there is none. */
    public static String message(Throwable thrown) {
        return orWords(thrown::getLocalizedMessage, "", "message");
    }

    /** What an exception's {@code toString()} gives, or its class's name and the words that it fails. */
    public static String text(Throwable thrown) {
        var name = thrown.getClass().getName();
        return orWords(thrown::toString, name, "toString()", name + ": ");
    }

    /**
     * What a value's {@code toString()} gives; the text "null" in the place of null.
     *
     * @throws RuntimeException whatever it throws, errors too: that concerns whoever asks for the value
     */
    public static String text(@Nullable Object value) {
        return Objects.requireNonNullElse(String.valueOf(value), "null");
    }

    /** Its stack trace; empty when there is none. */
    public static List<StackTraceElement> frames(Throwable thrown) {
        var frames = contained(thrown::getStackTrace);
        return frames == null
                ? List.of()
                : Arrays.stream(frames).filter(Objects::nonNull).toList();
    }

    /** Its cause, or null. */
    static @Nullable Throwable cause(Throwable thrown) {
        return contained(thrown::getCause);
    }

    /** Gives an exception another stack trace, if it lets itself be given one. */
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
        } catch (Throwable e) { // A user's exception that can't say what it is still is one to show.
            return before + "(its " + what + " failed: " + e.getClass().getName() + ")";
        }
    }

    private static <T> @Nullable T contained(Supplier<@Nullable T> method) {
        try {
            return method.get();
        } catch (Throwable e) { // As above: there is none then.
            return null;
        }
    }
}
