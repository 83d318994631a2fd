package org.forkbook.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Set;
import java.util.stream.Collectors;

/** Cell of a notebook: a mutable view of its JSON tree. */
public final class NotebookCell {

    private final JsonObject json;

    NotebookCell(JsonObject json) {
        this.json = json;
    }

    /** Whether it holds code, not prose. */
    public boolean isCode() {
        return MultilineText.read(json.get("cell_type")).equals("code");
    }

    /** Its id, which is unique in the notebook and stays. */
    public String id() {
        return MultilineText.read(json.get("id"));
    }

    /** Its text. */
    public String source() {
        return MultilineText.read(json.get("source"));
    }

    /** Its metadata, to be read and changed. */
    public JsonObject metadata() {
        if (json.get("metadata") instanceof JsonObject metadata) {
            return metadata;
        }
        var empty = new JsonObject();
        json.add("metadata", empty);
        return empty;
    }

    /** The tags in its metadata. */
    public Set<String> tags() {
        return metadata().get("tags") instanceof JsonArray tags
                ? tags.asList().stream()
                        .filter(JsonPrimitive.class::isInstance)
                        .map(JsonElement::getAsString)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** Whether it has a number in its prompt; prose, and a cell without text, count as executed. */
    public boolean isExecuted() {
        return !isCode() || source().isBlank() || json.get("execution_count") instanceof JsonPrimitive;
    }

    /** Its outputs, in nbformat. */
    public JsonArray outputs() {
        return json.get("outputs") instanceof JsonArray outputs ? outputs : new JsonArray();
    }

    /** Replaces its outputs by those of {@link OutputArea#toJson}. */
    public void setOutputs(JsonArray outputs) {
        json.add("outputs", outputs);
    }

    /** Copies outputs and number of another cell, which ran the same code. */
    public void copyRunOf(NotebookCell other) {
        json.add("execution_count", other.json.get("execution_count"));
        setOutputs(other.outputs().deepCopy());
    }

    /** Sets the number in its prompt. */
    public void setExecutionCount(int count) {
        json.addProperty("execution_count", count);
    }

    /** Removes outputs and number, as if it had never run. */
    public void clear() {
        json.add("execution_count", JsonNull.INSTANCE);
        json.add("outputs", new JsonArray());
    }

    /** Gives it an id if it has none, derived from position and text, so that two runs give the same file. */
    void giveId(int position, Set<String> taken) {
        if (!id().isEmpty()) {
            return;
        }
        int hash = source().hashCode();
        var id = "cell-%d-%08x".formatted(position + 1, hash);
        while (!taken.add(id)) {
            id = "cell-%d-%08x".formatted(position + 1, ++hash);
        }
        json.addProperty("id", id);
    }
}
