package org.forkbook.course;

import com.google.gson.JsonElement;
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
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
