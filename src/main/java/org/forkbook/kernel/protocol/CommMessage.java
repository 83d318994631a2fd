package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Content of the messages of comms, {@code comm_open}, {@code comm_msg} and {@code comm_close}, with the request for the
 * open ones, {@code comm_info_request}.
 *
 * @param id the comm's
 * @param targetName only when it is opened
 */
public record CommMessage(String id, @Nullable String targetName, JsonObject data) {

    /** The type that opens a comm. */
    public static final String OPEN = "comm_open";

    /** The type that carries data. */
    public static final String DATA = "comm_msg";

    /** The type that closes a comm. */
    public static final String CLOSE = "comm_close";

    /** The type of the request for the open comms. */
    public static final String INFO_REQUEST = "comm_info_request";

    /** Reads the content of any of the three. */
    public static CommMessage read(JsonObject content) {
        return new CommMessage(
                Json.string(content, "comm_id", ""),
                Json.stringOrNull(content, "target_name"),
                Json.object(content, "data"));
    }

    /** The message's content as JSON. */
    public JsonObject toJson() {
        return Json.of("comm_id", id, "target_name", targetName, "data", data);
    }

    /** The content of a {@code comm_info_reply}: the target's name of each open comm, by its id. */
    public static JsonObject info(Map<String, String> targetNames) {
        return Status.ok(
                "comms",
                targetNames.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, open -> Json.of("target_name", open.getValue()))));
    }
}
