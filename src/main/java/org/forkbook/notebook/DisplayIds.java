package org.forkbook.notebook;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Registry of a notebook's updatable outputs by display id: an update may come from any cell. */
public final class DisplayIds {

    private final Map<String, List<JsonObject>> outputs = new HashMap<>();

    void remember(String id, JsonObject output) {
        outputs.computeIfAbsent(id, unused -> new ArrayList<>()).add(output);
    }

    /** Replaces what is shown under the id that this {@code update_display_data} message names, wherever it is. */
    public void update(JsonObject content) {
        var id = of(content);
        for (var output : outputs.getOrDefault(id, List.of())) {
            output.add("data", MimeBundle.ofMessage(content));
            output.add("metadata", MimeBundle.metadata(content));
        }
    }

    /** The display id in a message's content; empty when there is none. */
    static String of(JsonObject content) {
        return content.get("transient") instanceof JsonObject fleeting
                ? MultilineText.read(fleeting.get("display_id"))
                : "";
    }
}
