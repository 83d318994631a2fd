package org.forkbook.checks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Formatter of values in the message of a failed check. */
final class ValueFormat {

    private static final int LONGEST = 600;

    private ValueFormat() {}

    static String value(@Nullable Object value) {
        if (value instanceof String text) {
            return '"' + cut(text) + '"';
        }
        // deepToString knows every kind of array, but wants an array of objects.
        var text = Arrays.deepToString(new @Nullable Object[] {value});
        return cut(text.substring(1, text.length() - 1));
    }

    /** Text as indented lines. */
    static String lines(String text) {
        return text.isEmpty() ? "(nothing)" : cut(text.stripTrailing());
    }

    /** A long text truncated in the middle. */
    static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int half = LONGEST / 2;
        return text.substring(0, half) + " … (" + (text.length() - LONGEST) + " characters more) … "
                + text.substring(text.length() - half);
    }
}
