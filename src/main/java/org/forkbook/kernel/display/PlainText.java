package org.forkbook.kernel.display;

import java.lang.reflect.Array;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A value as text: like {@code toString()}, but arrays show their content. */
final class PlainText {

    private static final int MOST = 1_000;

    private PlainText() {}

    static String of(@Nullable Object value) {
        if (value == null || !value.getClass().isArray()) {
            return String.valueOf(value);
        }
        int length = Array.getLength(value);
        var text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < Math.min(length, MOST); i++) {
            text.add(of(Array.get(value, i)));
        }
        if (length > MOST) {
            text.add("… " + (length - MOST) + " more");
        }
        return text.toString();
    }
}
