package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about cells that were run before: {@code history_request} and its reply. */
public final class History {

    /** The type of the request. */
    public static final String REQUEST = "history_request";

    private History() {}

    /** The three ways to select entries. */
    public enum Access {
        RANGE,
        TAIL,
        SEARCH
    }

    /**
     * The content of a {@code history_request}: the entries that a frontend wants.
     *
     * @param access range, tail or search
     * @param output whether the results are asked for as well
     * @param session for a range: 0 is this session, a negative number counts back from it
     * @param start for a range: the first line
     * @param stop for a range: the line after the last; 0 or less for no end
     * @param n for a tail or a search: the number of most recent entries; 0 for all
     * @param pattern for a search: with {@code *} and {@code ?}
     * @param unique for a search: the same code only once
     */
    public record Request(
            Access access, boolean output, int session, int start, int stop, int n, String pattern, boolean unique) {

        /** Reads a request, with defaults for what is missing. */
        public static Request read(JsonObject content) {
            var access = switch (Json.string(content, "hist_access_type", "tail")) {
                case "range" -> Access.RANGE;
                case "search" -> Access.SEARCH;
                default -> Access.TAIL;
            };
            return new Request(
                    access,
                    Json.bool(content, "output", false),
                    Json.integer(content, "session", 0),
                    Json.integer(content, "start", 1),
                    Json.integer(content, "stop", 0),
                    Math.max(0, Json.integer(content, "n", access == Access.TAIL ? 10 : 0)),
                    Json.string(content, "pattern", "*"),
                    Json.bool(content, "unique", false));
        }
    }

    /** A cell: its session, its number there, its code and its result. */
    public record Entry(
            int session, int line, String source, @Nullable String output) {}

    /**
     * The content of a {@code history_reply}.
     *
     * @param output whether the entries have their results as well
     */
    public static JsonObject reply(List<Entry> entries, boolean output) {
        return Status.ok(
                "history",
                entries.stream()
                        .map(entry -> {
                            var line = Json.array(List.of(entry.session(), entry.line()));
                            var both = Json.array(List.of(entry.source()));
                            both.add(entry.output());
                            line.add(output ? both : both.get(0));
                            return line;
                        })
                        .toList());
    }
}
