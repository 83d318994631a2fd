package org.forkbook.notebook;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** Converter of a rich output's data from a message's form to the file's. */
final class MimeBundle {

    private MimeBundle() {}

    /** The data in a message's content, texts as lists of lines. */
    static JsonObject ofMessage(JsonObject content) {
        var bundle = new JsonObject();
        if (content.get("data") instanceof JsonObject data) {
            data.entrySet().forEach(entry -> bundle.add(entry.getKey(), stored(entry.getKey(), entry.getValue())));
        }
        return bundle;
    }

    static JsonObject metadata(JsonObject content) {
        return content.get("metadata") instanceof JsonObject metadata ? metadata.deepCopy() : new JsonObject();
    }

    private static JsonElement stored(String type, JsonElement value) {
        return isText(type) && value instanceof JsonPrimitive text && text.isString()
                ? MultilineText.write(text.getAsString())
                : value.deepCopy();
    }

    /** Whether Jupyter stores a type line by line; an image's base64 stays one string. */
    private static boolean isText(String type) {
        return type.startsWith("text/") || type.equals("application/javascript") || type.equals("image/svg+xml");
    }
}
