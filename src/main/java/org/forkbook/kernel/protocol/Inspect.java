package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** Messages about describing the name at the cursor: {@code inspect_request} and its reply. */
public final class Inspect {

    /** The type of the request. */
    public static final String REQUEST = "inspect_request";

    private Inspect() {}

    /**
     * The content of an {@code inspect_request}.
     *
     * @param cursor in UTF-16 units
     * @param detailLevel 0, or 1 for more
     */
    public record Request(String code, int cursor, int detailLevel) {

        /** Reads a request; without a cursor, it is at the code's end. */
        public static Request read(JsonObject content) {
            var code = Json.string(content, "code", "");
            return new Request(code, CodePoints.cursor(content, code), Json.integer(content, "detail_level", 0));
        }
    }

    /** The content of an {@code inspect_reply}: texts by their MIME types, or null when the name is unknown. */
    public static JsonObject reply(@Nullable JsonObject data, @Nullable JsonObject metadata) {
        var found = Status.ok("found", data != null, "data", data == null ? new JsonObject() : data);
        return Json.add(found, "metadata", metadata == null ? new JsonObject() : metadata);
    }
}
