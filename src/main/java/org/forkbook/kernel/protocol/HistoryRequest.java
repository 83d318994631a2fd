package org.forkbook.kernel.protocol;

import com.google.gson.JsonObject;

/**
 * Content of a {@code history_request}: the entries that a frontend wants.
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
public record HistoryRequest(
        Access access, boolean output, int session, int start, int stop, int n, String pattern, boolean unique) {

    /** The three ways to select entries. */
    public enum Access {
        RANGE,
        TAIL,
        SEARCH
    }

    /** Reads a {@code history_request}, with defaults for what is missing. */
    public static HistoryRequest of(JsonObject content) {
        var access = switch (Json.string(content, "hist_access_type", "tail")) {
            case "range" -> Access.RANGE;
            case "search" -> Access.SEARCH;
            default -> Access.TAIL;
        };
        return new HistoryRequest(
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
