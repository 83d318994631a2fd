package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Factory of the contents that all replies share: the status, and for a failure its error. */
public final class Status {

    private Status() {}

    /** The reply to a request that succeeded, with more fields: their names and values in turn. */
    public static JsonObject ok(@Nullable Object... fields) {
        return Json.add(Json.of("status", "ok"), fields);
    }

    /** The reply to a request that was aborted because an earlier one failed. */
    public static JsonObject aborted() {
        return Json.of("status", "aborted");
    }

    /** The reply to a request that failed. */
    public static JsonObject error(String name, String message, List<String> traceback) {
        return Json.of("status", "error", "ename", name, "evalue", message, "traceback", traceback);
    }
}
