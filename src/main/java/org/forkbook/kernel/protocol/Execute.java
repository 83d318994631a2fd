package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages about running a cell: {@code execute_request}, its reply, {@code execute_input} and {@code execute_result}. */
public final class Execute {

    /** The type of the request. */
    public static final String REQUEST = "execute_request";

    /** The type of the message that shows a cell's code. */
    public static final String INPUT = "execute_input";

    /** The type of the message that shows a cell's value. */
    public static final String RESULT = "execute_result";

    private Execute() {}

    /**
     * The content of an {@code execute_request}.
     *
     * @param code the cell
     * @param silent neither its code nor its result is published, and nothing is remembered
     * @param storeHistory whether it gets a number and goes into the history
     * @param userExpressions what to evaluate once it has run, by name
     * @param allowStdin whether the frontend can ask its user for input
     * @param stopOnError whether a failure aborts the queued cells
     */
    public record Request(
            String code,
            boolean silent,
            boolean storeHistory,
            Map<String, String> userExpressions,
            boolean allowStdin,
            boolean stopOnError) {

        /** Reads a request, with the protocol's defaults for what is missing. */
        public static Request read(JsonObject content) {
            var expressions = new LinkedHashMap<String, String>();
            Json.object(content, "user_expressions").entrySet().forEach(entry -> {
                if (entry.getValue() instanceof JsonPrimitive expression) {
                    expressions.put(entry.getKey(), expression.getAsString());
                }
            });
            var silent = Json.bool(content, "silent", false);
            return new Request(
                    Json.string(content, "code", ""),
                    silent,
                    !silent && Json.bool(content, "store_history", true),
                    expressions,
                    Json.bool(content, "allow_stdin", true),
                    Json.bool(content, "stop_on_error", true));
        }
    }

    /**
     * The content of an {@code execute_reply} to a cell that was run.
     *
     * @param status {@link Status#ok} or {@link Status#error}
     * @param userExpressions the status and the value of each
     */
    public record Reply(
            JsonObject status, int executionCount, Map<String, JsonObject> userExpressions, List<JsonObject> payload) {

        /** The reply as JSON. */
        public JsonObject toJson() {
            Json.add(status, "execution_count", executionCount, "user_expressions", userExpressions);
            return Json.add(status, "payload", payload);
        }
    }

    /** The content of {@code execute_input}. */
    public static JsonObject input(String code, int executionCount) {
        return Json.of("code", code, "execution_count", executionCount);
    }
}
