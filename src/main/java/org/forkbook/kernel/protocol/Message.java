package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Jupyter message, as both a kernel and a client see it.
 *
 * <p>The message owns its JSON: its creator doesn't change the parts afterwards.
 *
 * @param ids the routing frames before the delimiter; for a published message, its topic
 * @param header sender, type, id and time
 * @param parentHeader the header of the message that this one follows from; empty when there is none
 * @param metadata mostly empty
 * @param content what the message says
 * @param buffers raw bytes after the JSON, used by comms
 */
public record Message(
        List<byte[]> ids,
        JsonObject header,
        JsonObject parentHeader,
        JsonObject metadata,
        JsonObject content,
        List<byte[]> buffers) {

    /** The message type, such as {@code execute_request}; empty when the header has none. */
    public String type() {
        return Json.string(header, "msg_type", "");
    }

    /** The message's id; empty when the header has none. */
    public String id() {
        return Json.string(header, "msg_id", "");
    }

    /** The id of the session that sent it; empty when the header has none. */
    public String session() {
        return Json.string(header, "session", "");
    }

    /** The id of the message that this one follows from; empty when there is none. */
    public String parentId() {
        return Json.string(parentHeader, "msg_id", "");
    }

    /** The time of its creation, by the sender's clock; null when the header has none. */
    public @Nullable Instant date() {
        try {
            return OffsetDateTime.parse(Json.string(header, "date", "")).toInstant();
        } catch (DateTimeParseException e) {
            return null; // Some clients send none, or none with a time zone.
        }
    }

    /** The subshell that this request is for, or null for the main shell. */
    public @Nullable String subshellId() {
        var id = header.get("subshell_id");
        return id == null || id.isJsonNull() ? null : Json.string(header, "subshell_id", "");
    }

    /** The same message with other routing frames. */
    public Message to(List<byte[]> newIds) {
        return new Message(newIds, header, parentHeader, metadata, content, buffers);
    }
}
