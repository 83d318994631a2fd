package org.forkbook.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.regex.Pattern;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.notebook.MultilineText;

/**
 * Why a notebook's run did not end well.
 *
 * @param cell the cell's place among all cells, from 1
 * @param place where in the code it happened, such as {@code In [5]:2}, or the prompt's number alone; empty when the cell
 *     never got a number
 * @param name the error's kind, such as {@code java.lang.ArithmeticException}
 * @param message what it says
 * @param isRunners whether the runner says so; if not, the kernel does, and its name and message may be a cell's own
 */
public record CellFailure(int cell, String place, String name, String message, boolean isRunners) {

    private static final Pattern LINE = Pattern.compile("In \\[\\d+]:\\d+");

    /** What a kernel's {@code execute_reply} says. */
    static CellFailure ofReply(int cell, int executionCount, JsonObject reply) {
        return new CellFailure(
                cell,
                place(executionCount, reply),
                Json.string(reply, "ename", Json.string(reply, "status", "error")),
                Json.string(reply, "evalue", ""),
                false);
    }

    /** Something that the kernel itself could not tell. */
    static CellFailure of(int cell, int executionCount, String name, String message) {
        return new CellFailure(cell, place(executionCount, new JsonObject()), name, message, true);
    }

    /** The topmost line of a cell that the traceback names: where the error comes from. */
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

    /** One line: the place, the cell, and the error. */
    @Override
    public String toString() {
        var first = message.lines().findFirst().orElse("");
        return (place.isEmpty() ? "" : place + ", ") + "cell " + cell + ": " + name
                + (first.isEmpty() ? "" : ": " + first);
    }
}
