package org.forkbook.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.regex.Pattern;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.notebook.MultilineText;

/**
 * Failure that ended a notebook's run.
 *
 * @param cell the cell's position among all cells, from 1
 * @param place the location in the code, such as {@code In [5]:2}, or the prompt's number alone; empty when the cell
 *     never got a number
 * @param name the error's kind, such as {@code java.lang.ArithmeticException}
 * @param message its message
 * @param isRunners whether the runner reports it; if not, the kernel does, and its name and message may be a cell's own
 */
public record CellFailure(int cell, String place, String name, String message, boolean isRunners) {

    private static final Pattern LINE = Pattern.compile("In \\[\\d+]:\\d+");

    /** The failure in a kernel's {@code execute_reply}. */
    static CellFailure ofReply(int cell, int executionCount, JsonObject reply) {
        return new CellFailure(
                cell,
                place(executionCount, reply),
                Json.string(reply, "ename", Json.string(reply, "status", "error")),
                Json.string(reply, "evalue", ""),
                false);
    }

    /** A failure that the kernel itself could not report. */
    static CellFailure of(int cell, int executionCount, String name, String message) {
        return new CellFailure(cell, place(executionCount, new JsonObject()), name, message, true);
    }

    /** The topmost line of a cell in the traceback, where the error comes from. */
    private static String place(int executionCount, JsonObject reply) {
        if (reply.get("traceback") instanceof JsonArray lines) {
            for (var line : lines) {
                var found = LINE.matcher(MultilineText.read(line));
                if (found.find()) {
                    return found.group();
                }
            }
        }
        return executionCount > 0 ? "In [" + executionCount + "]" : "";
    }

    /** The failure in one line: the location, the cell, and the error. */
    @Override
    public String toString() {
        var first = message.lines().findFirst().orElse("");
        return (place.isEmpty() ? "" : place + ", ") + "cell " + cell + ": " + name
                + (first.isEmpty() ? "" : ": " + first);
    }
}
