package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about completing the word at the cursor: {@code complete_request} and its reply. */
public final class Complete {

    /** The type of the request. */
    public static final String REQUEST = "complete_request";

    private Complete() {}

    /**
     * The content of a {@code complete_request}.
     *
     * @param cursor in UTF-16 units
     */
    public record Request(String code, int cursor) {

        /** Reads a request; without a cursor, it is at the code's end. */
        public static Request read(JsonObject content) {
            var code = Json.string(content, "code", "");
            return new Request(code, CodePoints.cursor(content, code));
        }
    }

    /**
     * The content of a {@code complete_reply}: matches that may replace the text from start to end, in code points.
     */
    public record Reply(List<Match> matches, int start, int end) {

        /** The reply as JSON. */
        public JsonObject toJson() {
            var texts = matches.stream().map(Match::text).toList();
            var types = matches.stream().map(match -> match.toJson(start, end)).toList();
            var metadata = Json.of("_jupyter_types_experimental", types);
            return Status.ok("matches", texts, "cursor_start", start, "cursor_end", end, "metadata", metadata);
        }
    }

    /** A match; what is null isn't known. */
    public record Match(
            String text,
            @Nullable String type,
            @Nullable String signature,
            @Nullable String documentation) {

        private JsonObject toJson(int start, int end) {
            var match = Json.of("start", start, "end", end, "text", text, "type", type, "signature", signature);
            return Json.add(match, "documentation", documentation);
        }
    }
}
