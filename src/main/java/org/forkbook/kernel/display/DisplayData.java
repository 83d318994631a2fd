package org.forkbook.kernel.display;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Displayed value as a MIME bundle, in Jupyter's terms.
 *
 * @param data MIME type to content; always with {@code text/plain}
 * @param metadata MIME type to metadata; often empty
 * @param displayId the id under which it can be updated later, or null
 */
public record DisplayData(
        JsonObject data, JsonObject metadata, @Nullable String displayId) {

    /** A bundle of plain text only. */
    public static DisplayData text(String text) {
        var data = new JsonObject();
        data.addProperty("text/plain", text);
        return new DisplayData(data, new JsonObject(), null);
    }
}
