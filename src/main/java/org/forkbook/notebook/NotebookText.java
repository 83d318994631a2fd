package org.forkbook.notebook;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Strict JSON reader and writer of notebook files, with Jupyter's layout: sorted keys, an indent of one, a newline at
 * the end.
 */
final class NotebookText {

    private static final Gson GSON = new GsonBuilder()
            .setFormattingStyle(FormattingStyle.PRETTY.withIndent(" "))
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private static final Pattern PLACE = Pattern.compile(" at line \\d+ column \\d+");

    private NotebookText() {}

    static JsonObject parse(String text) throws NotebookFormatException {
        if (text.isBlank()) {
            throw new NotebookFormatException(
                    "is empty, so it is not a notebook; JupyterLab makes one with File > New");
        }
        // A byte order mark is no JSON, but some editors write one.
        try (var reader = new JsonReader(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text))) {
            reader.setStrictness(Strictness.STRICT);
            var element = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new NotebookFormatException("is not a notebook: text follows after its JSON");
            }
            if (element instanceof JsonObject object) {
                return object;
            }
            throw new NotebookFormatException("is not a notebook: its JSON is not an object");
        } catch (NotebookFormatException e) {
            throw e;
        } catch (IOException | JsonParseException e) {
            throw new NotebookFormatException("is not a notebook: it isn't JSON (" + reason(e) + ")", e);
        }
    }

    /** The position from the reader's message; the rest of it is advice for programmers. */
    private static String reason(Exception e) {
        var message = String.valueOf(e.getMessage());
        var place = PLACE.matcher(message);
        return (message.contains("End of input") ? "it ends too early" : "malformed")
                + (place.find() ? place.group() : "");
    }

    static String write(JsonObject notebook) {
        return GSON.toJson(sorted(notebook)) + "\n";
    }

    private static JsonElement sorted(JsonElement element) {
        if (element instanceof JsonObject object) {
            var fields = new TreeMap<String, JsonElement>();
            object.entrySet().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            var sorted = new JsonObject();
            fields.forEach(sorted::add);
            return sorted;
        }
        if (element instanceof JsonArray array) {
            var sorted = new JsonArray(array.size());
            array.forEach(item -> sorted.add(sorted(item)));
            return sorted;
        }
        return element;
    }
}
