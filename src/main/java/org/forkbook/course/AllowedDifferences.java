package org.forkbook.course;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Differences that one cell's output may have from run to run, beyond those of any cell: they are declared in the
 * cell's options as {@code forkbook={"varies": ["order"]}} or {@code forkbook={"lines": ["process \\d+ ran \\d+
 * tasks"]}}.
 *
 * @param kinds the kinds of difference that are allowed
 * @param lines if not empty, patterns instead of a recorded text: each line must match one, and each must match a line
 */
record AllowedDifferences(Set<Kind> kinds, List<Pattern> lines) {

    /** The key of these options among a cell's. */
    static final String KEY = "forkbook";

    /** A kind of difference. */
    enum Kind {
        /** Lines may come in another order. */
        ORDER,
        /** Every number may be another. */
        NUMBERS,
        /** Numbers may be PIDs that have no word such as {@code PID} before them. */
        PIDS
    }

    static AllowedDifferences of(JsonObject metadata) {
        var options = metadata.get(KEY) instanceof JsonObject own ? own : new JsonObject();
        var kinds = EnumSet.noneOf(Kind.class);
        for (var word : texts(options, "varies")) {
            kinds.add(kind(word));
        }
        var lines = new ArrayList<Pattern>();
        for (var pattern : texts(options, "lines")) {
            try {
                lines.add(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw new LessonFormatException(
                        "The cell option " + KEY + " has the line pattern " + pattern + ", which is invalid: "
                                + e.getDescription(),
                        e);
            }
        }
        return new AllowedDifferences(kinds, lines);
    }

    boolean has(Kind kind) {
        return kinds.contains(kind);
    }

    private static Kind kind(String word) {
        for (var kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw new LessonFormatException("The cell option " + KEY + " says that \"" + word
                + "\" varies; what can vary is: order, numbers, pids.");
    }

    private static List<String> texts(JsonObject options, String key) {
        var texts = new ArrayList<String>();
        if (options.get(key) instanceof JsonArray array) {
            array.forEach(each -> texts.add(each.getAsString()));
        } else if (options.get(key) instanceof JsonPrimitive one) {
            texts.add(one.getAsString());
        }
        return texts;
    }
}
