package io.github.spencerpark.jupyter.kernel.display;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rendered value: content by MIME type. */
public class DisplayData {

    private final Map<String, Object> data = new LinkedHashMap<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private @Nullable String displayId;

    static {
        Renderer.know();
    }

    /** Creates empty data. */
    public DisplayData() {}

    /** Creates data with plain text. */
    @SuppressWarnings("this-escape") // A subclass sees an empty bundle, as in IJava.
    public DisplayData(String text) {
        putData("text/plain", text);
    }

    /** Creates a copy. */
    public DisplayData(DisplayData other) {
        data.putAll(other.data);
        metadata.putAll(other.metadata);
        displayId = other.displayId;
    }

    public void putData(String mimeType, Object content) {
        data.put(mimeType, content);
    }

    public void putData(MIMEType type, Object content) {
        putData(type.toString(), content);
    }

    public void putMetaData(String key, Object value) {
        metadata.put(key, value);
    }

    public void putMetaData(MIMEType type, Object value) {
        putMetaData(type.toString(), value);
    }

    public @Nullable Object getData(MIMEType type) {
        return data.get(type.toString());
    }

    public boolean hasDataForType(MIMEType type) {
        return data.containsKey(type.toString());
    }

    /** Replaces the content by another's. */
    public void assign(DisplayData other) {
        data.putAll(other.data);
        metadata.putAll(other.metadata);
        displayId = other.displayId == null ? displayId : other.displayId;
    }

    public @Nullable String getDisplayId() {
        return displayId;
    }

    public void setDisplayId(String id) {
        displayId = id;
    }

    public void putText(String text) {
        putData("text/plain", text);
    }

    public void putHTML(String html) {
        putData("text/html", html);
    }

    public void putLatex(String latex) {
        putData("text/latex", latex);
    }

    public void putMath(String formula) {
        putLatex("$$" + formula + "$$");
    }

    public void putMarkdown(String markdown) {
        putData("text/markdown", markdown);
    }

    public void putJavaScript(String script) {
        putData("application/javascript", script);
    }

    public void putJSON(String json) {
        putData("application/json", json);
    }

    public void putSVG(String svg) {
        putData("image/svg+xml", svg);
    }

    /** The same content as the kernel's own type. */
    public final org.forkbook.kernel.display.DisplayData asBundle() {
        var content = new JsonObject();
        data.forEach((type, value) -> content.add(type, json(type, value)));
        if (!content.has("text/plain")) {
            content.addProperty("text/plain", data.toString());
        }
        var about = new JsonObject();
        metadata.forEach((key, value) -> about.add(key, json(key, value)));
        return new org.forkbook.kernel.display.DisplayData(content, about, displayId);
    }

    private static JsonElement json(String type, Object value) {
        if (value instanceof Boolean truth) {
            return new JsonPrimitive(truth);
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Map<?, ?> map) {
            var object = new JsonObject();
            map.forEach((key, each) -> object.add(String.valueOf(key), json("", each)));
            return object;
        }
        var text = String.valueOf(value);
        if (type.endsWith("json")) {
            try {
                return JsonParser.parseString(text);
            } catch (JsonSyntaxException e) {
                return new JsonPrimitive(text); // Shown as it is.
            }
        }
        return new JsonPrimitive(text);
    }

    /** Adds the content of a bundle of the kernel. */
    protected final void fill(org.forkbook.kernel.display.DisplayData bundle) {
        bundle.data()
                .entrySet()
                .forEach(entry -> putData(
                        entry.getKey(),
                        entry.getValue().isJsonPrimitive()
                                ? entry.getValue().getAsString()
                                : entry.getValue().toString()));
        displayId = bundle.displayId();
    }
}
