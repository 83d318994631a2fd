package org.forkbook.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/** Text as notebook files store it: a string, or a list of lines that keep their newlines. */
public final class MultilineText {

    private MultilineText() {}

    /** The text of either form; empty when there is none. */
    public static String read(@Nullable JsonElement field) {
        if (field instanceof JsonArray lines) {
            var text = new StringBuilder();
            lines.forEach(line -> text.append(read(line)));
            return text.toString();
        }
        return field instanceof JsonPrimitive text ? text.getAsString() : "";
    }

    /** The list of lines, so that a change of one line is a change of one line in the file. */
    public static JsonArray write(String text) {
        var lines = new JsonArray();
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }
}
