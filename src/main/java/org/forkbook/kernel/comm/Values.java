package org.forkbook.kernel.comm;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.ToNumberPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converter between JSON and plain Java values: a notebook doesn't see the kernel's JSON library. */
final class Values {

    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();

    private Values() {}

    static Map<String, @Nullable Object> of(JsonObject json) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        json.entrySet().forEach(entry -> values.put(entry.getKey(), GSON.fromJson(entry.getValue(), Object.class)));
        return values;
    }

    static JsonObject json(Map<String, ?> values) {
        return GSON.toJsonTree(values).getAsJsonObject();
    }
}
