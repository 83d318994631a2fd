package org.forkbook.kernel.display;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.forkbook.serialization.analysis.NotebookNames;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Plain-text formatter of values: like {@code toString()}, but arrays show their content, also within the JDK's
 * collections, and long text is truncated.
 */
final class PlainText {

    /** Elements shown of one array or collection. */
    private static final int MOST = 1_000;

    /** Characters of elements, in all, after which no more are added. */
    private static final int MOST_OF_ELEMENTS = 100_000;

    /** Characters of a text. */
    private static final int LONGEST = 1_000_000;

    private int length;

    private final Deque<Object> within = new ArrayDeque<>();

    private PlainText() {}

    static String of(@Nullable Object value) {
        return cut(new PlainText().text(value));
    }

    /** A text, or its beginning and the length of the rest. */
    static String cut(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + "… " + (text.length() - LONGEST)
                        + " more characters: System.out.println(..) shows them all";
    }

    static String of(Throwable thrown) {
        return StackTraces.of(thrown);
    }

    private String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        var isArray = value.getClass().isArray();
        if (!isArray && !value.getClass().getName().startsWith("java.util.")) {
            var text = UserCode.text(value);
            length += text.length();
            return isNamedByItsClass(value, text) ? NotebookNames.readable(text) : text;
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
            return UserCode.text(value);
        } finally {
            within.pop();
        }
    }

    /** Whether a text is the JDK's default, with JShell's names in it. */
    private static boolean isNamedByItsClass(Object value, String text) {
        return value instanceof Class || text.startsWith(value.getClass().getName() + "@");
    }

    private String array(Object array) {
        int count = Array.getLength(array);
        var text = new StringJoiner(", ", "[", "]");
        int shown = 0;
        while (shown < Math.min(count, MOST) && length < MOST_OF_ELEMENTS) {
            text.add(element(Array.get(array, shown++)));
        }
        return rest(text, count - shown);
    }

    private String collection(Collection<?> collection) {
        var text = new StringJoiner(", ", "[", "]");
        int shown = 0;
        for (var element : collection) {
            if (shown == MOST || length >= MOST_OF_ELEMENTS) {
                return rest(text, collection.size() - shown);
            }
            text.add(element(element));
            shown++;
        }
        return text.toString();
    }

    private String map(Map<?, ?> map) {
        var text = new StringJoiner(", ", "{", "}");
        int shown = 0;
        for (var entry : map.entrySet()) {
            if (shown == MOST || length >= MOST_OF_ELEMENTS) {
                return rest(text, map.size() - shown);
            }
            text.add(element(entry.getKey()) + "=" + element(entry.getValue()));
            shown++;
        }
        return text.toString();
    }

    private String element(@Nullable Object element) {
        length++;
        return text(element);
    }

    private static String rest(StringJoiner text, int more) {
        if (more > 0) {
            text.add("… " + more + " more");
        }
        return text.toString();
    }
}
