package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;

/**
 * Content of a {@code shutdown_request}, and of its reply.
 *
 * @param restart whether another kernel takes this one's place
 */
public record Shutdown(boolean restart) {

    /** The type of the request. */
    public static final String REQUEST = "shutdown_request";

    /** The type of the reply, which is published to the other frontends as well. */
    public static final String REPLY = "shutdown_reply";

    /** Reads a request. */
    public static Shutdown read(JsonObject content) {
        return new Shutdown(Json.bool(content, "restart", false));
    }

    /** The reply as JSON. */
    public JsonObject reply() {
        return Status.ok("restart", restart);
    }
}
