package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;

/** Factory of the contents that all replies share: the status, and for a failure its error. */
public final class Reply {

    private Reply() {}

    /** The beginning of a reply to a request that succeeded. */
    public static JsonObject ok() {
        return status("ok");
    }

    /** The reply to a request that was aborted because an earlier one failed. */
    public static JsonObject aborted() {
        return status("aborted");
    }

    /** The reply to a request that failed. */
    public static JsonObject error(String name, String message, List<String> traceback) {
        var content = status("error");
        addError(content, name, message, traceback);
        return content;
    }

    /** The content of an {@code error} message. */
    public static JsonObject published(String name, String message, List<String> traceback) {
        var content = new JsonObject();
        addError(content, name, message, traceback);
        return content;
    }

    /** The content of a {@code status} message: busy, idle or starting. */
    public static JsonObject executionState(String state) {
        var content = new JsonObject();
        content.addProperty("execution_state", state);
        return content;
    }

    private static JsonObject status(String status) {
        var content = new JsonObject();
        content.addProperty("status", status);
        return content;
    }

    private static void addError(JsonObject content, String name, String message, List<String> traceback) {
        content.addProperty("ename", name);
        content.addProperty("evalue", message);
        content.add("traceback", Json.array(traceback));
    }
}
