package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** Messages about whether a cell can be run as it stands: {@code is_complete_request} and its reply. */
public final class IsComplete {

    /** The type of the request. */
    public static final String REQUEST = "is_complete_request";

    private IsComplete() {}

    /** The code of a request. */
    public static String code(JsonObject content) {
        return Json.string(content, "code", "");
    }

    /**
     * The content of an {@code is_complete_reply}.
     *
     * @param status complete, incomplete, invalid or unknown
     * @param indent what an incomplete cell's next line may begin with, or null
     */
    public static JsonObject reply(String status, @Nullable String indent) {
        return Json.of("status", status, "indent", indent);
    }
}
