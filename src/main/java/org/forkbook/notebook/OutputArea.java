package org.forkbook.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;

/**
 * Output area of one cell, built from the kernel's messages as a frontend does: text of one stream is merged, clearing
 * may wait for the next output, and displays can be updated.
 *
 * <p>A cell that never stops printing must not take all memory: past {@value #MOST_TEXT} characters of streams, the
 * rest isn't kept, and a line says so.
 */
public final class OutputArea {

    static final int MOST_TEXT = 50_000_000;

    private final DisplayIds displayIds;
    private final List<Output> outputs = new ArrayList<>();
    private boolean clearsBeforeNext;
    private long text;

    /** An output: a growing stream, or a finished JSON tree. */
    private record Output(String stream, StringBuilder text, JsonObject json) {

        static Output stream(String name) {
            return new Output(name, new StringBuilder(), new JsonObject());
        }

        static Output finished(JsonObject json) {
            return new Output("", new StringBuilder(), json);
        }
    }

    /** An empty area; the ids are those of the whole notebook. */
    public OutputArea(DisplayIds displayIds) {
        this.displayIds = displayIds;
    }

    /**
     * Takes a message that the kernel published.
     *
     * @param type the message type; those without output are ignored
     * @param content the message's content
     */
    public void accept(String type, JsonObject content) {
        switch (type) {
            case "stream" -> stream(MultilineText.read(content.get("name")), MultilineText.read(content.get("text")));
            case "display_data", "execute_result" -> display(type, content);
            case "update_display_data" -> displayIds.update(content);
            case "error" -> error(content);
            case "clear_output" -> clear(content.get("wait") instanceof JsonPrimitive wait && wait.getAsBoolean());
            default -> {
                // Statuses, inputs, comms: nothing to show.
            }
        }
    }

    private void stream(String name, String piece) {
        if (piece.isEmpty()) {
            return;
        }
        clearIfAsked();
        boolean full = text > MOST_TEXT;
        text += piece.length();
        if (full) {
            return;
        }
        var last = outputs.isEmpty() ? null : outputs.get(outputs.size() - 1);
        if (last == null || !last.stream().equals(name)) {
            last = Output.stream(name);
            outputs.add(last);
        }
        last.text().append(piece);
        if (text > MOST_TEXT) {
            last.text().append("\n[this cell printed more than a notebook should hold; the rest is not kept]\n");
        }
    }

    private void display(String type, JsonObject content) {
        clearIfAsked();
        var output = new JsonObject();
        output.addProperty("output_type", type);
        output.add("data", MimeBundle.ofMessage(content));
        output.add("metadata", MimeBundle.metadata(content));
        if (type.equals("execute_result")) {
            output.add("execution_count", content.get("execution_count"));
        }
        var id = DisplayIds.of(content);
        if (!id.isEmpty()) {
            displayIds.remember(id, output);
        }
        outputs.add(Output.finished(output));
    }

    private void error(JsonObject content) {
        clearIfAsked();
        var output = new JsonObject();
        output.addProperty("output_type", "error");
        output.addProperty("ename", MultilineText.read(content.get("ename")));
        output.addProperty("evalue", MultilineText.read(content.get("evalue")));
        output.add("traceback", content.get("traceback") instanceof JsonArray lines ? lines : new JsonArray());
        outputs.add(Output.finished(output));
    }

    private void clear(boolean wait) {
        clearsBeforeNext = wait;
        if (!wait) {
            empty();
        }
    }

    private void clearIfAsked() {
        if (clearsBeforeNext) {
            clearsBeforeNext = false;
            empty();
        }
    }

    private void empty() {
        outputs.clear();
        text = 0;
    }

    /** The outputs as nbformat 4.5 stores them. */
    public JsonArray toJson() {
        var array = new JsonArray();
        for (var output : outputs) {
            if (output.stream().isEmpty()) {
                array.add(output.json());
            } else {
                var json = new JsonObject();
                json.addProperty("output_type", "stream");
                json.addProperty("name", output.stream());
                json.add("text", MultilineText.write(output.text().toString()));
                array.add(json);
            }
        }
        return array;
    }
}
