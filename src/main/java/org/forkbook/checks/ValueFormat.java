package org.forkbook.checks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values as a failed check shows them. */
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

    /** Lines, one below the other. */
    static String lines(String text) {
        return text.isEmpty() ? "(nothing)" : cut(text.stripTrailing());
    }

    /** Both ends of a long text. */
    static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int half = LONGEST / 2;
        return text.substring(0, half) + " … (" + (text.length() - LONGEST) + " characters more) … "
                + text.substring(text.length() - half);
    }
}
