package org.forkbook.kernel.display;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A value as text: like {@code toString()}, but arrays show their content, also those within the JDK's collections, and
 * what is very long is cut.
 */
final class PlainText {

    /** Elements shown of one array or collection. */
    private static final int MOST = 1_000;

    private final Deque<Object> within = new ArrayDeque<>();

    private PlainText() {}

    static String of(@Nullable Object value) {
        return new PlainText().text(value);
    }

    static String of(Throwable thrown) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString().stripTrailing();
    }

    private String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        var isArray = value.getClass().isArray();
        if (!isArray && !value.getClass().getName().startsWith("java.util.")) {
            return String.valueOf(value);
        }
        for (var outer : within) {
            if (outer == value) {
                return isArray ? "[...]" : "(this)";
            }
        }
        within.push(value);
        try {
            if (isArray) {
                return array(value);
            } else if (value instanceof Collection<?> collection) {
                return collection(collection);
            } else if (value instanceof Map<?, ?> map) {
                return map(map);
            } else if (value instanceof Optional<?> optional) {
                return optional.map(o -> "Optional[" + text(o) + "]").orElse("Optional.empty");
            }
            return value.toString();
        } finally {
            within.pop();
        }
    }

    private String array(Object array) {
        int length = Array.getLength(array);
        var text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < Math.min(length, MOST); i++) {
            text.add(text(Array.get(array, i)));
        }
        return cut(text, length);
    }

    private String collection(Collection<?> collection) {
        var text = new StringJoiner(", ", "[", "]");
        int shown = 0;
        for (var element : collection) {
            if (shown++ == MOST) {
                break;
            }
            text.add(text(element));
        }
        return cut(text, shown > MOST ? collection.size() : 0);
    }

    private String map(Map<?, ?> map) {
        var text = new StringJoiner(", ", "{", "}");
        int shown = 0;
        for (var entry : map.entrySet()) {
            if (shown++ == MOST) {
                break;
            }
            text.add(text(entry.getKey()) + "=" + text(entry.getValue()));
        }
        return cut(text, shown > MOST ? map.size() : 0);
    }

    private static String cut(StringJoiner text, int length) {
        if (length > MOST) {
            text.add("… " + (length - MOST) + " more");
        }
        return text.toString();
    }
}
