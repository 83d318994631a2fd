package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that a kernel publishes on the iopub channel: its state, and what cells show. */
public final class Published {

    /** The type of the kernel's state: starting, busy or idle. */
    public static final String STATUS = "status";

    /** The type of printed text. */
    public static final String STREAM = "stream";

    /** The type of a cell's failure. */
    public static final String ERROR = "error";

    /** The type of a value that is shown. */
    public static final String DISPLAY = "display_data";

    /** The type of a value that takes the place of an earlier one. */
    public static final String UPDATE_DISPLAY = "update_display_data";

    /** The type of the message that removes a cell's output. */
    public static final String CLEAR = "clear_output";

    /** The type of the greeting of a new subscriber (JEP 65). */
    public static final String WELCOME = "iopub_welcome";

    private Published() {}

    /** The kernel's state: starting, busy or idle. */
    public static JsonObject state(String state) {
        return Json.of("execution_state", state);
    }

    /** Printed text; the stream is stdout or stderr. */
    public static JsonObject stream(String name, String text) {
        return Json.of("name", name, "text", text);
    }

    /** A failure. */
    public static JsonObject error(String name, String message, List<String> traceback) {
        return Json.of("ename", name, "evalue", message, "traceback", traceback);
    }

    /**
     * A value that is shown: data and metadata by MIME types.
     *
     * @param displayId what updates it later, or null
     */
    public static JsonObject display(JsonObject data, JsonObject metadata, @Nullable String displayId) {
        return Json.of("data", data, "metadata", metadata, "transient", Json.of("display_id", displayId));
    }

    /** Removes a cell's output, at once or when there is more. */
    public static JsonObject clear(boolean wait) {
        return Json.of("wait", wait);
    }

    /** The greeting of a new subscriber. */
    public static JsonObject welcome(String subscription) {
        return Json.of("subscription", subscription);
    }
}
