package org.forkbook.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import org.forkbook.kernel.execution.Interpreter.Completeness;
import org.forkbook.kernel.execution.Interpreter.Match;
import org.forkbook.kernel.protocol.CodePoints;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Reply;

/**
 * Handlers of the requests about code that isn't run: {@code complete_request}, {@code inspect_request} and {@code
 * is_complete_request}.
 */
final class IntrospectionHandlers {

    private final LazyInterpreter lazyInterpreter;

    IntrospectionHandlers(LazyInterpreter lazyInterpreter) {
        this.lazyInterpreter = lazyInterpreter;
    }

    JsonObject complete(Request request) throws InterruptedException {
        var code = code(request);
        var found = lazyInterpreter.get().complete(code, cursor(request, code));
        var start = CodePoints.fromIndex(code, found.start());
        var end = CodePoints.fromIndex(code, found.end());
        var matches = new JsonArray();
        var types = new JsonArray();
        for (var match : found.matches()) {
            matches.add(match.text());
            types.add(typed(match, start, end));
        }
        var metadata = new JsonObject();
        metadata.add("_jupyter_types_experimental", types);
        var reply = Reply.ok();
        reply.add("matches", matches);
        reply.addProperty("cursor_start", start);
        reply.addProperty("cursor_end", end);
        reply.add("metadata", metadata);
        return reply;
    }

    private static JsonObject typed(Match match, int start, int end) {
        var typed = new JsonObject();
        typed.addProperty("start", start);
        typed.addProperty("end", end);
        typed.addProperty("text", match.text());
        if (match.type() != null) {
            typed.addProperty("type", match.type());
        }
        if (match.signature() != null) {
            typed.addProperty("signature", match.signature());
        }
        if (match.documentation() != null) {
            typed.addProperty("documentation", match.documentation());
        }
        return typed;
    }

    JsonObject inspect(Request request) throws InterruptedException {
        var code = code(request);
        var level = Json.integer(request.message().content(), "detail_level", 0);
        var found = lazyInterpreter.get().inspect(code, cursor(request, code), level);
        var reply = Reply.ok();
        reply.addProperty("found", found != null);
        reply.add("data", found == null ? new JsonObject() : found.data());
        reply.add("metadata", found == null ? new JsonObject() : found.metadata());
        return reply;
    }

    JsonObject isComplete(Request request) throws InterruptedException {
        var answer = lazyInterpreter.get().isComplete(code(request));
        var reply = new JsonObject();
        reply.addProperty("status", answer.status().name().toLowerCase(Locale.ROOT));
        if (answer.status() == Completeness.Status.INCOMPLETE) {
            reply.addProperty("indent", answer.indent());
        }
        return reply;
    }

    /** Handles the grader's request for names, which is not part of Jupyter's protocol. */
    JsonObject names(Request request) throws InterruptedException {
        var names = new JsonArray();
        lazyInterpreter.get().names().forEach(names::add);
        var reply = Reply.ok();
        reply.add("names", names);
        return reply;
    }

    private static String code(Request request) {
        return Json.string(request.message().content(), "code", "");
    }

    private static int cursor(Request request, String code) {
        var position = Json.integer(request.message().content(), "cursor_pos", Integer.MAX_VALUE);
        return CodePoints.toIndex(code, position);
    }
}
