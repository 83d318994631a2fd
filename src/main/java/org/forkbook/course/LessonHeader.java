package org.forkbook.course;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML header of a source: the notebook's metadata under the key {@code jupyter}. */
final class LessonHeader {

    private static final String KEY = "jupyter";

    private LessonHeader() {}

    static JsonObject parse(String yaml) {
        Object header;
        try {
            header = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new LessonFormatException("The header is not YAML: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new LessonFormatException("The header is nested too deeply to be read", e);
        }
        if (header instanceof Map<?, ?> map && map.get(KEY) instanceof Map<?, ?> metadata) {
            try {
                return new GsonBuilder()
                        .serializeNulls()
                        .create()
                        .toJsonTree(metadata)
                        .getAsJsonObject();
            } catch (IllegalArgumentException | StackOverflowError e) {
                throw new LessonFormatException(
                        "The header has what a notebook's metadata can't hold: NaN, an infinity, or a list or map"
                                + " that contains itself (" + e + ")",
                        e);
            }
        }
        throw new LessonFormatException(
                "The header has no \"jupyter:\" section. A lesson starts with ---, jupyter:, kernelspec: and so on, ---.");
    }

    static String write(JsonObject metadata) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(Integer.MAX_VALUE)
                .build();
        return new Dump(settings).dumpToString(Map.of(KEY, plain(metadata)));
    }

    /** The settings in a source's header that describe its format to jupytext. */
    static JsonObject jupytextSettings() {
        var representation = new JsonObject();
        representation.addProperty("extension", ".md");
        representation.addProperty("format_name", "markdown");
        representation.addProperty("format_version", "1.3");
        var settings = new JsonObject();
        settings.add("text_representation", representation);
        return settings;
    }

    /** JSON as the maps and lists that YAML is written from, keys sorted. */
    private static @Nullable Object plain(JsonElement element) {
        if (element.isJsonObject()) {
            var map = new TreeMap<String, @Nullable Object>();
            element.getAsJsonObject().entrySet().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (element.isJsonArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            element.getAsJsonArray().forEach(item -> list.add(plain(item)));
            return list;
        }
        if (element.isJsonNull()) {
            return null;
        }
        var primitive = element.getAsJsonPrimitive();
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        if (primitive.isNumber()) {
            var number = primitive.getAsBigDecimal();
            return number.scale() <= 0 ? number.toBigIntegerExact() : (Object) number.doubleValue();
        }
        return primitive.getAsString();
    }
}
