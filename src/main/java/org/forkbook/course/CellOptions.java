package org.forkbook.course;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/**
 * Parser and writer of a cell's metadata as one line of text: {@code tags=["slow"] points=3}, or one JSON object.
 *
 * <p>The format is jupytext's, so that a source saved by that tool doesn't change.
 */
final class CellOptions {

    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_.-]+");

    private CellOptions() {}

    /** Reads the options, the words before them included: a region may have a title. */
    static JsonObject parse(String text) {
        var trimmed = text.strip();
        int brace = trimmed.indexOf('{');
        int equals = trimmed.indexOf('=');
        if (brace >= 0 && (equals < 0 || brace < equals)) {
            var metadata = json(trimmed.substring(brace), trimmed).getAsJsonObject();
            return titled(trimmed.substring(0, brace), metadata);
        }
        var cursor = new Cursor(trimmed);
        return titled(cursor.title(), cursor.pairs());
    }

    /** Writes metadata for {@link #parse}; the empty string for none. */
    static String write(JsonObject metadata) {
        if (metadata.keySet().stream().allMatch(key -> KEY.matcher(key).matches())) {
            var text = new StringBuilder();
            metadata.entrySet()
                    .forEach(entry -> text.append(text.isEmpty() ? "" : " ")
                            .append(entry.getKey())
                            .append('=')
                            .append(PythonStyleJson.write(entry.getValue())));
            return text.toString();
        }
        return PythonStyleJson.write(metadata);
    }

    private static JsonObject titled(String title, JsonObject metadata) {
        if (StringUtils.isBlank(title)) {
            return metadata;
        }
        var all = new JsonObject();
        all.addProperty("title", title.strip());
        metadata.entrySet().forEach(entry -> all.add(entry.getKey(), entry.getValue()));
        return all;
    }

    private static JsonElement json(String text, String line) {
        var reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            return JsonParser.parseReader(reader);
        } catch (JsonSyntaxException | com.google.gson.JsonIOException e) {
            throw new LessonFormatException(
                    "The cell options \"" + line + "\" hold \"" + text
                            + "\", which is not JSON. Write key=value pairs whose"
                            + " values are JSON, such as tags=[\"slow\"].",
                    e);
        }
    }

    /** Scanner of {@code key=value} pairs; a value ends at the first space outside of strings and brackets. */
    private static final class Cursor {

        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        /** The words before the first key that has a value, or that starts with a dot. */
        String title() {
            int start = at;
            while (at < text.length()) {
                int end = wordEnd();
                var word = text.substring(at, end);
                if (word.indexOf('=') > 0 || word.startsWith(".")) {
                    break;
                }
                at = end;
                skipSpaces();
            }
            return text.substring(start, at);
        }

        JsonObject pairs() {
            var metadata = new JsonObject();
            for (skipSpaces(); at < text.length(); skipSpaces()) {
                int equals = text.indexOf('=', at);
                int space = text.indexOf(' ', at);
                if (equals < 0 || (space >= 0 && space < equals)) {
                    int end = wordEnd();
                    metadata.add(text.substring(at, end), JsonNull.INSTANCE);
                    at = end;
                } else {
                    var key = text.substring(at, equals);
                    at = equals + 1;
                    int end = valueEnd();
                    metadata.add(key, json(text.substring(at, end), text));
                    at = end;
                }
            }
            return metadata;
        }

        private void skipSpaces() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private int wordEnd() {
            int end = text.indexOf(' ', at);
            return end < 0 ? text.length() : end;
        }

        private int valueEnd() {
            boolean quoted = false;
            int depth = 0;
            for (int i = at; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quoted) {
                    if (c == '\\') {
                        i++;
                    } else if (c == '"') {
                        quoted = false;
                    }
                } else if (c == '"') {
                    quoted = true;
                } else if (c == '[' || c == '{') {
                    depth++;
                } else if (c == ']' || c == '}') {
                    depth--;
                } else if (Character.isWhitespace(c) && depth == 0) {
                    return i;
                }
            }
            return text.length();
        }
    }
}
