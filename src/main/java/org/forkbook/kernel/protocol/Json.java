package org.forkbook.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.internal.Streams;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON reader and writer, with lenient access to fields: a field that is missing or of another type gives the
 * fallback.
 */
public final class Json {

    private Json() {}

    /**
     * Reads one JSON object, and nothing after it.
     *
     * @throws JsonParseException if the text is anything else
     */
    public static JsonObject parseObject(String text) {
        try (var reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            var element = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonParseException("there is text after the JSON value");
            }
            if (!element.isJsonObject()) {
                throw new JsonParseException("a JSON object was expected");
            }
            return element.getAsJsonObject();
        } catch (IOException malformed) {
            throw new JsonParseException(malformed);
        }
    }

    /** The text of a tree. Numbers that JSON doesn't have (NaN, the infinities) are written as null. */
    public static String write(JsonElement element) {
        try {
            return text(element);
        } catch (IllegalArgumentException notANumber) {
            return text(withoutNonFinite(element));
        }
    }

    private static String text(JsonElement element) {
        var out = new StringWriter();
        try (var writer = new JsonWriter(out)) {
            writer.setSerializeNulls(true);
            Streams.write(element, writer);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string can't fail", e);
        }
        return out.toString();
    }

    private static JsonElement withoutNonFinite(JsonElement element) {
        if (element instanceof JsonObject object) {
            var copy = new JsonObject();
            object.entrySet().forEach(field -> copy.add(field.getKey(), withoutNonFinite(field.getValue())));
            return copy;
        }
        if (element instanceof JsonArray array) {
            var copy = new JsonArray(array.size());
            array.forEach(item -> copy.add(withoutNonFinite(item)));
            return copy;
        }
        if (element instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && !Double.isFinite(primitive.getAsDouble())) {
            return JsonNull.INSTANCE;
        }
        return element;
    }

    /**
     * An object with these names and values in turn. A value is a text, a number, a truth value, JSON, or a collection
     * or map of them; one that is null is left out.
     */
    public static JsonObject of(@Nullable Object... namesAndValues) {
        return add(new JsonObject(), namesAndValues);
    }

    /** Adds fields to an object, which is returned: their names and values in turn. */
    public static JsonObject add(JsonObject object, @Nullable Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            var value = namesAndValues[i + 1];
            if (value != null) {
                object.add(String.valueOf(namesAndValues[i]), element(value));
            }
        }
        return object;
    }

    private static JsonElement element(Object value) {
        if (value instanceof JsonElement element) {
            return element;
        }
        if (value instanceof Collection<?> values) {
            return array(values);
        }
        if (value instanceof Map<?, ?> map) {
            var object = new JsonObject();
            map.forEach((name, field) -> object.add(String.valueOf(name), element(field)));
            return object;
        }
        return value instanceof Number number
                ? new JsonPrimitive(number)
                : value instanceof Boolean truth ? new JsonPrimitive(truth) : new JsonPrimitive((String) value);
    }

    /** An array of such values. */
    public static JsonArray array(Collection<?> values) {
        var array = new JsonArray(values.size());
        values.forEach(value -> array.add(element(value)));
        return array;
    }

    /** A text field. */
    public static String string(JsonObject object, String name, String fallback) {
        return object.get(name) instanceof JsonPrimitive primitive && primitive.isString()
                ? primitive.getAsString()
                : fallback;
    }

    /** A text field, or null. */
    public static @Nullable String stringOrNull(JsonObject object, String name) {
        return object.get(name) instanceof JsonPrimitive primitive && primitive.isString()
                ? primitive.getAsString()
                : null;
    }

    /** A field that is true or false. */
    public static boolean bool(JsonObject object, String name, boolean fallback) {
        if (object.get(name) instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return fallback;
    }

    /** A whole number; a fraction is cut off, and what doesn't fit is the nearest that does. */
    public static int integer(JsonObject object, String name, int fallback) {
        if (object.get(name) instanceof JsonPrimitive primitive && primitive.isNumber()) {
            return (int) primitive.getAsDouble();
        }
        return fallback;
    }

    /** A field that is an object; empty when it isn't there. */
    public static JsonObject object(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject field ? field : new JsonObject();
    }
}
