package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;

/**
 * Content of an {@code input_request}, in which the kernel asks a frontend's user for a line; the answer is an {@code
 * input_reply}.
 *
 * @param password whether the line is not to be shown
 */
public record InputRequest(String prompt, boolean password) {

    /** The type of the request. */
    public static final String REQUEST = "input_request";

    /** The type of the answer. */
    public static final String REPLY = "input_reply";

    /** The request as JSON. */
    public JsonObject toJson() {
        return Json.of("prompt", prompt, "password", password);
    }

    /** The line in an {@code input_reply}. */
    public static String line(JsonObject content) {
        return Json.string(content, "value", "");
    }
}
