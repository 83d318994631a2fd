package org.forkbook.course;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * JSON writer with the layout of Python's {@code json.dumps} on one line: a space after each comma and colon, and only
 * ASCII.
 */
final class PythonStyleJson {

    private PythonStyleJson() {}

    static String write(JsonElement value) {
        if (value.isJsonObject()) {
            return value.getAsJsonObject().entrySet().stream()
                    .map(entry -> quote(entry.getKey()) + ": " + write(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.isJsonArray()) {
            return StreamSupport.stream(value.getAsJsonArray().spliterator(), false)
                    .map(PythonStyleJson::write)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            return quote(value.getAsString());
        }
        return value.toString();
    }

    private static String quote(String text) {
        var quoted = new StringBuilder();
        new JsonPrimitive(text)
                .toString()
                .chars()
                .forEach(c -> quoted.append(c > '~' ? String.format("\\u%04x", c) : String.valueOf((char) c)));
        return quoted.toString();
    }
}
